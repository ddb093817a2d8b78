// A few seconds before a step is sent, in which it can be taken back. Only here: without a script,
// by API and in a chat it goes at once.
(() => {
  "use strict";
  const bar = document.querySelector("#undo");
  const seconds = Number(bar?.dataset.seconds);
  if (!seconds) return;
  const words = bar.querySelector("[data-words]");
  const HASTE = 700;
  const said = document.querySelector("#undone");
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
    // The second press of a quick hand means to send, not to take back.
    if (performance.now() - waiting.since < HASTE) return;
    const { submitter } = stop();
    said.textContent = bar.dataset.undone;
    submitter?.focus();
  };
  back.addEventListener("keydown", (event) => event.repeat && event.preventDefault());
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
      // One at a time: the first is sent or taken back before another may go.
      if (waiting) return back.focus();
      let left = seconds;
      const say = () => (words.textContent = bar.dataset.words.replace("{left}", left).replace("{step}", form.dataset.undo));
      const clock = setInterval(() => (--left > 0 ? say() : send()), 1000);
      waiting = { form, submitter: event.submitter, clock, since: performance.now() };
      said.textContent = "";
      say();
      bar.hidden = false;
      back.focus();
    }, { capture: true });
  }
})();
