"use strict";
(function () {
  var data = JSON.parse(document.getElementById("data").textContent);
  var said = document.getElementById("said");
  function bytes(text) {
    return Uint8Array.from(atob(text), function (sign) { return sign.charCodeAt(0); });
  }
  function add(parent, tag, text, name) {
    var made = document.createElement(tag);
    if (text) made.textContent = text;
    if (name) made.className = name;
    parent.appendChild(made);
    return made;
  }
  function show(content) {
    var place = document.getElementById("content");
    add(place, "h2", content.title);
    var body = add(add(place, "table"), "tbody");
    content.rows.forEach(function (row) {
      var line = add(body, "tr");
      add(line, "th", row[0]).scope = "row";
      add(line, "td", row[1], "text");
    });
    add(place, "p", content.text, "text");
    content.photos.forEach(function (photo) {
      add(place, "img").src = "data:image/jpeg;base64," + photo;
    });
    document.getElementById("open").hidden = true;
    place.hidden = false;
  }
  async function open(digits) {
    var given = new TextEncoder().encode(digits);
    var base = await crypto.subtle.importKey("raw", given, "PBKDF2", false, ["deriveKey"]);
    var how = { name: "PBKDF2", hash: "SHA-256", salt: bytes(data.salt), iterations: data.rounds };
    var key = await crypto.subtle.deriveKey(how, base, { name: "AES-GCM", length: 256 }, false, ["decrypt"]);
    var nonce = { name: "AES-GCM", iv: bytes(data.nonce) };
    var plain = await crypto.subtle.decrypt(nonce, key, bytes(data.sealed));
    show(JSON.parse(new TextDecoder().decode(plain)));
  }
  document.getElementById("open").addEventListener("submit", function (event) {
    event.preventDefault();
    said.textContent = "";
    if (!window.crypto || !crypto.subtle) { said.textContent = data.old; return; }
    open(document.getElementById("digits").value.replace(/[^0-9]/g, "")).catch(function () {
      said.textContent = data.wrong;
    });
  });
})();
