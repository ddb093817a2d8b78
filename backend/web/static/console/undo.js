// A few seconds before a step is sent, in which it can be taken back. Only here: without a script,
// by API and in a chat it goes at once.
(() => {
  "use strict";
  const bar = document.querySelector("#undo");
  const seconds = Number(bar?.dataset.seconds);
  if (!seconds) return;
  const words = bar.querySelector("[data-words]");
  const [back, now] = bar.querySelectorAll("button");
  let waiting = null;

  const stop = () => {
    clearInterval(waiting.clock);
    bar.hidden = true;
    const ended = waiting;
    waiting = null;
    return ended;
  };
  const send = () => {
    const { form, submitter } = stop();
    form.dataset.sure = "1";
    form.requestSubmit(submitter);
  };
  const undo = () => {
    const { submitter } = stop();
    submitter?.focus();
  };
  back.addEventListener("click", undo);
  now.addEventListener("click", send);
  bar.addEventListener("keydown", (event) => event.key === "Escape" && undo());
  addEventListener("beforeunload", (event) => waiting && event.preventDefault());

  for (const form of document.querySelectorAll("form[data-undo]")) {
    form.addEventListener("submit", (event) => {
      if (form.dataset.sure || !event.submitter) {
        delete form.dataset.sure;
        return;
      }
      event.preventDefault();
      event.stopImmediatePropagation();
      if (waiting) stop();
      let left = seconds;
      const say = () => (words.textContent = bar.dataset.words.replace("{left}", left).replace("{step}", form.dataset.undo));
      const clock = setInterval(() => (--left > 0 ? say() : send()), 1000);
      waiting = { form, submitter: event.submitter, clock };
      say();
      bar.hidden = false;
      back.focus();
    }, { capture: true });
  }
})();
