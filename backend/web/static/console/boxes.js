// Black boxes drawn over a photo with finger or mouse; the server burns them into the copy.
"use strict";

for (const frame of document.querySelectorAll("[data-boxes]")) {
  const image = frame.querySelector("img");
  const field = frame.parentElement.querySelector(`input[name="${frame.dataset.boxes}"]`);
  const canvas = document.createElement("canvas");
  const boxes = [];
  let start = null;
  let now = null;

  const undo = document.createElement("button");
  undo.type = "button";
  undo.textContent = frame.dataset.undo;
  undo.hidden = true;
  undo.addEventListener("click", () => {
    boxes.pop();
    draw();
  });

  const between = (from, to) => {
    const left = Math.min(from[0], to[0]);
    const top = Math.min(from[1], to[1]);
    return [left, top, Math.max(from[0], to[0]) - left, Math.max(from[1], to[1]) - top];
  };

  function draw() {
    const pen = canvas.getContext("2d");
    pen.drawImage(image, 0, 0, canvas.width, canvas.height);
    const shown = start && now ? [...boxes, between(start, now)] : boxes;
    for (const [left, top, width, height] of shown) {
      pen.fillRect(
        (left * canvas.width) / 1000, (top * canvas.height) / 1000,
        (width * canvas.width) / 1000, (height * canvas.height) / 1000,
      );
    }
    field.value = boxes.length ? JSON.stringify(boxes) : "";
    undo.hidden = boxes.length === 0;
  }

  const at = (event) => {
    const area = canvas.getBoundingClientRect();
    const part = (value, from, size) =>
      Math.max(0, Math.min(1000, Math.round(((value - from) * 1000) / size)));
    return [part(event.clientX, area.left, area.width), part(event.clientY, area.top, area.height)];
  };

  function begin() {
    canvas.width = image.naturalWidth;
    canvas.height = image.naturalHeight;
    image.replaceWith(canvas);
    frame.append(undo);
    draw();
  }

  canvas.addEventListener("pointerdown", (event) => {
    start = at(event);
    canvas.setPointerCapture(event.pointerId);
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!start) return;
    now = at(event);
    draw();
  });
  canvas.addEventListener("pointerup", (event) => {
    const box = start ? between(start, at(event)) : [0, 0, 0, 0];
    start = null;
    now = null;
    if (box[2] > 2 && box[3] > 2) boxes.push(box);
    draw();
  });
  if (image.complete && image.naturalWidth) begin();
  else image.addEventListener("load", begin, { once: true });
}
