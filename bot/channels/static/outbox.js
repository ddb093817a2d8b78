/** What the reporter sends: kept until the server has it, sent in order, never twice. */

import { newKey, shelf } from "/static/chat/store.js";
import { send } from "/static/chat/net.js";
import { solve } from "/static/chat/proof.js";

const WAITS = [1000, 2000, 4000, 8000, 15000, 30000];
const queue = shelf("queue");

/**
 * States of an item: waiting, sending, failed (goes again by itself), refused (by the server).
 * `need` gives a token or null when there is no network; `told` hears of every change,
 * `answered` of the answer to an item that is done, `heard` of what is said before.
 */
export class Outbox {
  constructor({ need, expired, told, answered, heard }) {
    Object.assign(this, { need, expired, told, answered, heard });
    this.items = [];
    this.running = false;
    this.timer = null;
    addEventListener("online", () => this.run());
  }

  /** Takes up what an earlier page left unsent. */
  async restore() {
    this.items = (await queue.all()).filter((item) => item.state !== "refused");
    this.items.forEach((item) => {
      item.state = "waiting";
      this.told(item);
    });
    this.run();
  }

  add(body, photos, shown) {
    const before = this.items.length ? this.items[this.items.length - 1].order : 0;
    const order = Math.max(Date.now(), before + 1);
    const item = { key: newKey(), order, body, photos, shown, tries: 0, state: "waiting" };
    this.items.push(item);
    this.told(item);
    // Stored while it goes out: a photo that takes long to store must not delay the report.
    item.stored = queue.put(plain(item));
    this.run();
    return item;
  }

  async drop(item) {
    this.items = this.items.filter((other) => other !== item);
    await item.stored;
    await queue.remove(item.key);
  }

  stop() {
    this.stopped = true;
    clearTimeout(this.timer);
  }

  async run() {
    clearTimeout(this.timer);
    if (this.running || this.stopped) return;
    this.running = true;
    try {
      for (;;) {
        const item = this.items.find((one) => one.state !== "refused");
        if (!item || this.stopped) return;
        if (!(await this.attempt(item))) {
          const wait = WAITS[Math.min(item.tries, WAITS.length - 1)];
          item.tries += 1;
          this.timer = setTimeout(() => this.run(), wait);
          return;
        }
      }
    } finally {
      this.running = false;
    }
  }

  /** Whether the item is done with, one way or the other. */
  async attempt(item, proven) {
    this.mark(item, "sending");
    const token = await this.need();
    if (!token) return this.mark(item, "failed");
    const { status, body } = await send(token, item, (share) => {
      item.share = share;
      this.told(item);
    });
    if (this.stopped) return false;
    if (status === 200 && body && body.challenge) {
      this.heard(body.replies);
      // Asked again although just proven: later, as when the network fails.
      if (proven) return this.mark(item, "failed");
      item.proof = await solve(body.challenge);
      return !this.stopped && this.attempt(item, true);
    }
    if (status === 200 && body) {
      await this.drop(item);
      this.mark(item, "sent");
      this.answered(body.replies, item);
      return true;
    }
    if (status === 401) {
      // The conversation is over; what was written goes into a new one.
      await this.expired();
      return this.mark(item, "failed");
    }
    if (status >= 400 && status < 500 && status !== 408 && status !== 429) {
      item.reason = (body && body.text) || null;
      await this.drop(item);
      return this.mark(item, "refused") || true;
    }
    return this.mark(item, "failed");
  }

  mark(item, state) {
    item.state = state;
    this.told(item);
    return false;
  }
}

/** What is stored of an item: a picture's address ends with its page. */
function plain({ key, order, body, photos, shown }) {
  const files = photos.map(({ blob, name }) => ({ blob, name }));
  return { key, order, body, photos: files, shown, tries: 0, state: "waiting" };
}
