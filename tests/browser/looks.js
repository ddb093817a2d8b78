/** Measures of a page, evaluated inside it by looks.py: one function each. */
(() => {
  const parse = (color) => {
    const [r, g, b, a] = color.match(/[\d.]+/g).map(Number);
    return { r, g, b, a: a === undefined ? 1 : a };
  };
  const over = (top, under) => {
    const mix = (part) => top[part] * top.a + under[part] * (1 - top.a);
    return { r: mix("r"), g: mix("g"), b: mix("b"), a: 1 };
  };
  const behind = (node) => {
    const layers = [];
    for (let at = node; at; at = at.parentElement) {
      layers.unshift(parse(getComputedStyle(at).backgroundColor));
    }
    return layers.reduce((under, top) => over(top, under), { r: 255, g: 255, b: 255, a: 1 });
  };
  const light = ({ r, g, b }) => {
    const part = (value) => {
      const share = value / 255;
      return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    };
    return 0.2126 * part(r) + 0.7152 * part(g) + 0.0722 * part(b);
  };
  const contrast = (one, other) => {
    const [high, low] = [light(one), light(other)].sort((a, b) => b - a);
    return (high + 0.05) / (low + 0.05);
  };
  const shown = (node) =>
    node.getClientRects().length > 0 &&
    !node.closest(".aside, .skip, [disabled]") &&
    !node.closest("details:not([open]) > :not(summary)");
  const all = (selector) => Array.from(document.body.querySelectorAll(selector)).filter(shown);
  const told = (node) => node.outerHTML.slice(0, 120);

  return {
    faint(least) {
      const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
      const found = [];
      for (let text = walker.nextNode(); text; text = walker.nextNode()) {
        const node = text.parentElement;
        if (!text.data.trim() || !shown(node)) continue;
        const back = behind(node);
        const ratio = contrast(over(parse(getComputedStyle(node).color), back), back);
        if (ratio < least) found.push(`${ratio.toFixed(2)} ${text.data.trim()}`);
      }
      return found;
    },
    nameless() {
      const label = (node) =>
        Array.from(node.labels || [], (one) => one.textContent.trim()).join("");
      const name = (node) =>
        node.getAttribute("aria-label") || node.textContent.trim() || label(node);
      const controls = all("button, a[href], input:not([type=hidden]), textarea, summary");
      return controls.filter((node) => !name(node)).concat(all("img:not([alt])")).map(told);
    },
    small(least) {
      return all("button, a[href], label[for], textarea, summary")
        // A label counts where it is the button: its own field is hidden from sight.
        .filter((node) => !node.control || node.control.getBoundingClientRect().width <= 1)
        .map((node) => [node.getBoundingClientRect(), told(node)])
        .filter(([box]) => box.height < least - 1 || box.width < least - 1)
        .map(([box, html]) => `${box.width}x${box.height} ${html}`);
    },
    overflow() {
      const width = document.documentElement.clientWidth;
      return all("*")
        .filter((node) => !node.closest(".tray"))
        .filter((node) => node.type !== "file")
        .filter((node) => {
          const box = node.getBoundingClientRect();
          return box.right > width + 1 || box.left < -1;
        })
        .map(told);
    },
    dark: () => light(behind(document.body)) < 0.2,
    focus() {
      const node = document.activeElement;
      const ring = (one) => one && getComputedStyle(one).outlineStyle !== "none";
      const visible = Boolean(ring(node) || ring(node.nextElementSibling));
      return { id: node.id || node.className, visible };
    },
  };
})()
