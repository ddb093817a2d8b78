/** Draws the conversation: replies, own lines, the receipt, buttons; words only as text nodes. */

import { t } from "/static/chat/texts.js";

const FACT = /^(?:【([^】]{1,16})】|\[([^\]]{1,24})\])\s*(.+)$/;
const IDENTITY = /https?:\/\/\S*?(\/identity\/[\w-]+)/;
const WHOLE = /(\d{4}-\d{2}-\d{2}|\b[A-Z]{2}-[0-9A-Z]{4}-[0-9A-Z]{4}\b)/;
const STRONG = ["report.submit", "receipt.saved", "reward.claim"];
const QUIET = ["report.cancel", "link.cut"];

export function make(tag, properties, ...children) {
  const node = document.createElement(tag);
  Object.keys(properties || {}).forEach((name) => {
    if (name.includes("-") || name === "role") node.setAttribute(name, properties[name]);
    else node[name] = properties[name];
  });
  children.forEach((child) => child && node.append(child));
  return node;
}

/**
 * Words with the address of our identity page as a link; any other address stays text.
 * A date or a case number stays on one line.
 */
function words(text) {
  const whole = document.createDocumentFragment();
  text.split(IDENTITY).forEach((part, place) => {
    if (place % 2 === 0) {
      part.split(WHOLE).forEach((one, odd) =>
        whole.append(odd % 2 ? make("span", { className: "whole", textContent: one }) : one)
      );
    } else whole.append(make("a", { className: "chip strong", href: part, textContent: t("web.chat_link") }));
  });
  return whole;
}

/** The text's lines; where two or more have the form 【name】value, they are set as a card. */
function paragraphs(text) {
  const lines = text.split("\n").filter((line) => line.trim());
  let facts = lines.map((line) => FACT.exec(line));
  if (facts.filter(Boolean).length < 2) facts = [];
  let value = null;
  return lines.map((line, place) => {
    const fact = facts[place];
    if (fact) {
      value = make("span", {}, words(fact[3]));
      return make("p", { className: "fact" }, make("b", { textContent: fact[1] || fact[2] }), " ", value);
    }
    // A plain line between two facts goes on with the first of them.
    if (value && facts.slice(place).some(Boolean)) {
      value.append(make("small", {}, words(line)));
      return null;
    }
    return make("p", {}, words(line));
  }).filter(Boolean);
}

function copy(text, button) {
  const done = () => {
    button.textContent = t("web.chat_copied");
  };
  const byHand = () => {
    // Without a secure context there is no clipboard; the old way works there.
    const field = make("textarea", { value: text, className: "aside" });
    document.body.append(field);
    field.select();
    if (document.execCommand("copy")) done();
    field.remove();
    button.focus();
  };
  if (navigator.clipboard) navigator.clipboard.writeText(text).then(done, byHand);
  else byHand();
}

function ticket(receipt) {
  const groups = receipt.split(" ").map((group) => make("span", { textContent: `${group} ` }));
  const button = make("button", { type: "button", className: "small" });
  button.textContent = t("web.chat_copy");
  button.addEventListener("click", () => copy(receipt, button));
  const label = make("p", { className: "label", textContent: t("web.chat_receipt") });
  return make("div", { className: "ticket" }, label, make("p", { className: "digits" }, ...groups), button);
}

function chips(choices, onChoice) {
  const list = make("ul", { className: "chips", "aria-label": t("web.chat_choices") });
  choices.forEach((choice) => {
    const look = STRONG.includes(choice.id) ? "strong" : QUIET.includes(choice.id) ? "quiet" : "";
    const button = make("button", { type: "button", className: `chip ${look}` });
    button.textContent = choice.label;
    button.addEventListener("click", () => onChoice(choice));
    // A button of its own row: what matters most, or the only two there are.
    const wide = look === "strong" || choices.length < 3;
    list.append(make("li", { className: wide ? "wide" : "" }, button));
  });
  return list;
}

export class View {
  constructor(log, onChoice) {
    this.log = log;
    this.onChoice = onChoice;
    this.replies = new Map();
    this.own = new Map();
    this.last = 0;
  }

  /** Shows replies that are not there yet, in the order of their ids; says whether any was new. */
  show(replies) {
    const fresh = replies.filter((reply) => !this.replies.has(reply.id));
    fresh.sort((a, b) => a.id - b.id).forEach((reply) => this.place(reply));
    if (fresh.length) this.light();
    return fresh.length ? this.replies.get(fresh[0].id).node : null;
  }

  place(reply) {
    const bubble = make("div", { className: "bubble" });
    const [before, after] = reply.receipt ? reply.text.split(reply.receipt) : [reply.text, ""];
    bubble.append(...paragraphs(before));
    if (reply.receipt) bubble.append(ticket(reply.receipt));
    bubble.append(...paragraphs(after || ""));
    const who = make("span", { className: "aside", textContent: t("web.chat_we") });
    const node = make("li", { className: "reply" }, who, bubble);
    node.dataset.id = reply.id;
    this.replies.set(reply.id, { reply, node });
    const later = Array.from(this.log.querySelectorAll(".reply")).find(
      (other) => Number(other.dataset.id) > reply.id
    );
    this.log.insertBefore(node, later || null);
    this.last = Math.max(this.last, reply.id);
  }

  /** Only the newest reply that offers buttons has them: an old button would surprise. */
  light() {
    this.dim();
    let newest = null;
    this.replies.forEach(({ reply, node }) => {
      if (reply.choices.length && (!newest || reply.id > newest.reply.id)) newest = { reply, node };
    });
    if (newest) newest.node.append(chips(newest.reply.choices, this.onChoice));
  }

  dim() {
    this.log.querySelectorAll(".chips").forEach((list) => list.remove());
  }

  /** The receipt was confirmed as saved: it goes from the screen too. */
  hideReceipts() {
    this.log.querySelectorAll(".ticket .digits").forEach((digits) => {
      digits.textContent = "····";
    });
    this.log.querySelectorAll(".ticket button").forEach((node) => node.remove());
  }

  /** A line of the reporter's own, or its new state. */
  mine(item, { retry, edit } = {}) {
    let node = this.own.get(item.key);
    if (!node) {
      const who = make("span", { className: "aside", textContent: t("web.chat_you") });
      const bubble = make("div", { className: "bubble" });
      (item.photos || []).forEach(({ url, name }) =>
        bubble.append(url ? picture(url, name) : make("p", { textContent: name }))
      );
      if (item.shown) bubble.append(make("p", { textContent: item.shown }));
      node = make("li", { className: "mine" }, who, bubble, make("p", { className: "state", "aria-live": "off" }));
      this.own.set(item.key, node);
      this.log.append(node);
    }
    if (item.state) this.state(node, item, retry, edit);
    return node;
  }

  state(node, item, retry, edit) {
    const line = node.querySelector(".state");
    node.dataset.state = item.state;
    const share = item.state === "sending" && item.photos && item.photos.length && item.share;
    line.textContent = share
      ? t("web.chat_progress", { percent: Math.round(item.share * 100) })
      : t(`web.chat_state_${item.state}`);
    if (item.state === "refused" && item.reason) line.textContent = item.reason;
    const act = { failed: ["web.chat_retry", retry], refused: ["web.chat_edit", edit] }[item.state];
    if (!act || !act[1]) return;
    const button = make("button", { type: "button", className: "link", textContent: t(act[0]) });
    button.addEventListener("click", act[1]);
    line.append(" ", button);
  }

  forget(key) {
    const node = this.own.get(key);
    if (node) node.remove();
    this.own.delete(key);
  }

  note(key) {
    this.log.append(make("li", { className: "note", textContent: t(key) }));
  }
}

/** A preview; a format that this browser can't show stands as its name. */
export function picture(url, name) {
  const image = make("img", { src: url, alt: t("web.chat_photo_alt", { name }) });
  image.addEventListener("error", () =>
    image.replaceWith(make("span", { className: "noview", textContent: name }))
  );
  return image;
}
