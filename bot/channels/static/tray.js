/** The photos that were chosen and not yet sent: seen, removed, kept over a reload. */

import { newKey, shelf } from "/static/chat/store.js";
import { t } from "/static/chat/texts.js";
import { make, picture } from "/static/chat/view.js";

const MOST = 12;
const BIGGEST = 20 * 1024 * 1024;
const kept = shelf("tray");

export class Tray {
  constructor(list, warn) {
    this.list = list;
    this.warn = warn;
    this.photos = [];
  }

  async restore() {
    (await kept.all()).forEach((photo) => this.put(photo));
  }

  /** Whether an earlier page left photos here. */
  async waiting() {
    return (await kept.all()).length > 0;
  }

  add(files) {
    this.warn("");
    Array.from(files).forEach((file, index) => {
      if (file.size > BIGGEST) this.warn(t("web.chat_too_large", { name: file.name }));
      else if (this.photos.length >= MOST) this.warn(t("web.chat_too_many", { most: MOST }));
      else {
        // Sent as it is: the original is evidence, and making it small would not be told.
        const photo = { key: newKey(), order: Date.now() + index, blob: file, name: file.name };
        this.put(photo);
        kept.put({ key: photo.key, order: photo.order, blob: file, name: file.name });
      }
    });
  }

  put(photo) {
    photo.url = URL.createObjectURL(photo.blob);
    const remove = make("button", {
      type: "button",
      className: "remove",
      "aria-label": t("web.chat_remove", { name: photo.name }),
    });
    remove.append(make("span", { textContent: "×", "aria-hidden": "true" }));
    photo.node = make("li", {}, picture(photo.url, photo.name), remove);
    remove.addEventListener("click", () => {
      const next = photo.node.nextElementSibling || photo.node.previousElementSibling;
      this.remove(photo);
      URL.revokeObjectURL(photo.url);
      if (next) next.querySelector("button").focus();
    });
    this.photos.push(photo);
    this.list.append(photo.node);
    this.list.hidden = false;
    this.list.dispatchEvent(new Event("change"));
  }

  remove(photo) {
    this.photos = this.photos.filter((other) => other !== photo);
    photo.node.remove();
    kept.remove(photo.key);
    this.list.hidden = !this.photos.length;
    this.list.dispatchEvent(new Event("change"));
  }

  /** Hands over all photos; their pictures stay valid for the sent line. */
  take() {
    const taken = this.photos.map(({ blob, name, url }) => ({ blob, name, url }));
    this.photos.slice().forEach((photo) => this.remove(photo));
    return taken;
  }
}
