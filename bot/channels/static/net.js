/** The chat's HTTP: sending with progress, and answers as they come, by stream or by asking. */

const API = "/chat/api/";
const SEND_MS = 180000;
const SILENCE_MS = 40000;
const ASK_MS = 5000;
const STREAM_AGAIN_MS = 60000;

/** One request; resolves with {status, body}, status 0 when nothing came back. */
function request(method, path, { token, key, json, form, onProgress, timeout } = {}) {
  return new Promise((resolve) => {
    // XMLHttpRequest, since fetch can't say how much of a photo has gone.
    const xhr = new XMLHttpRequest();
    xhr.open(method, API + path);
    xhr.timeout = timeout || SEND_MS;
    if (token) xhr.setRequestHeader("Authorization", `Bearer ${token}`);
    if (key) xhr.setRequestHeader("Idempotency-Key", key);
    if (json) xhr.setRequestHeader("Content-Type", "application/json");
    if (onProgress && xhr.upload) {
      xhr.upload.onprogress = (event) =>
        event.lengthComputable && onProgress(event.loaded / event.total);
    }
    const nothing = () => resolve({ status: 0, body: null });
    xhr.onerror = xhr.ontimeout = xhr.onabort = nothing;
    xhr.onload = () => {
      let body = null;
      try {
        body = JSON.parse(xhr.responseText);
      } catch {
        // Not ours (a proxy's page): the status decides.
      }
      resolve({ status: xhr.status, body });
    };
    xhr.send(json ? JSON.stringify(json) : form || null);
  });
}

export function newSession(locale, entry) {
  const json = entry ? { locale, entry } : { locale };
  return request("POST", "session", { json, timeout: 20000 });
}

/** Sends one queued message; `photos` are files or blobs. */
export function send(token, { key, body, photos, proof }, onProgress) {
  if (!photos || !photos.length) {
    const json = proof ? Object.assign({ proof }, body) : body;
    return request("POST", "messages", { token, key, json });
  }
  const form = new FormData();
  if (body.text) form.append("text", body.text);
  photos.forEach(({ blob, name }) => form.append("photo", blob, name));
  return request("POST", "messages", { token, key, form, onProgress });
}

/** The replies since `after`. */
export function since(token, after) {
  return request("GET", `messages?after=${after}`, { token, timeout: 20000 });
}

function* events(chunk) {
  for (const block of chunk) {
    const data = block
      .split("\n")
      .filter((line) => line.startsWith("data:"))
      .map((line) => line.slice(5).trim())
      .join("\n");
    if (data) yield JSON.parse(data);
  }
}

/** Calls `onReplies` with what comes, until stop() is called; `last()` is the newest id known. */
export function listen(token, last, onReplies) {
  let stopped = false;
  let abort = null;
  let timer = null;
  let wake = null;

  const pause = (ms) =>
    new Promise((resolve) => {
      wake = resolve;
      timer = setTimeout(resolve, ms);
    });

  async function stream() {
    abort = new AbortController();
    let silence = null;
    const heard = () => {
      clearTimeout(silence);
      silence = setTimeout(() => abort.abort(), SILENCE_MS);
    };
    let any = false;
    try {
      heard();
      const answer = await fetch(`${API}events`, {
        headers: { Authorization: `Bearer ${token}`, "Last-Event-ID": String(last()) },
        signal: abort.signal,
        cache: "no-store",
      });
      if (!answer.ok || !answer.body) return false;
      const reader = answer.body.getReader();
      const decoder = new TextDecoder();
      let rest = "";
      for (;;) {
        const { done, value } = await reader.read();
        if (done) return any;
        heard();
        any = true;
        const blocks = (rest + decoder.decode(value, { stream: true }))
          .replace(/\r\n/g, "\n")
          .split("\n\n");
        rest = blocks.pop();
        const replies = Array.from(events(blocks));
        if (replies.length) onReplies(replies);
      }
    } catch {
      return any;
    } finally {
      clearTimeout(silence);
      abort = null;
    }
  }

  async function ask() {
    const { status, body } = await since(token, last());
    if (!stopped && status === 200 && body) onReplies(body.replies);
  }

  async function run() {
    let silentStreams = 0;
    while (!stopped) {
      if (document.hidden) {
        await pause(STREAM_AGAIN_MS);
        continue;
      }
      const worked = await stream();
      if (stopped) return;
      silentStreams = worked ? 0 : silentStreams + 1;
      await ask();
      // A proxy that holds streams back, or no network: asking serves, and the stream is tried again.
      const rounds = silentStreams > 1 ? STREAM_AGAIN_MS / ASK_MS : 1;
      for (let round = 0; round < rounds && !stopped && !document.hidden; round += 1) {
        await pause(worked ? 500 : ASK_MS);
        if (round) await ask();
      }
    }
  }

  const seen = () => {
    if (document.hidden && abort) abort.abort();
    if (!document.hidden && wake) wake();
  };
  document.addEventListener("visibilitychange", seen);
  addEventListener("online", seen);
  run();
  return function stop() {
    stopped = true;
    clearTimeout(timer);
    document.removeEventListener("visibilitychange", seen);
    removeEventListener("online", seen);
    if (abort) abort.abort();
    if (wake) wake();
  };
}
