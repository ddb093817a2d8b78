/** The page's words, in the language that the server chose. */

const words = JSON.parse(document.getElementById("texts").textContent);

export function t(key, params) {
  return (words[key] || key).replace(/\{(\w+)\}/g, (whole, name) =>
    params && name in params ? String(params[name]) : whole
  );
}
