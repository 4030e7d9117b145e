"use strict";
// Brings an open page up to date when something changed. Every page works without it: it only saves loading again.
(() => {
  const main = () => document.getElementById("main");
  const stale = document.getElementById("stale");
  if (!stale || !window.EventSource) return;
  let stream = null, isTyped = false, isLoading = false, isDue = false;

  document.addEventListener("input", () => { isTyped = true; });

  const keepPlace = (old, fresh) => {
    const before = old.querySelectorAll("details"), after = fresh.querySelectorAll("details");
    if (before.length === after.length) before.forEach((part, at) => { after[at].open = part.open; });
    const focused = document.activeElement;
    if (!old.contains(focused)) return null;
    const like = [...old.querySelectorAll(focused.tagName)].indexOf(focused);
    return () => { const found = fresh.querySelectorAll(focused.tagName)[like]; if (found) found.focus({ preventScroll: true }); };
  };

  const refresh = async () => {
    if (isTyped) { stale.hidden = false; return; }
    if (isLoading) { isDue = true; return; }
    isLoading = true;
    try {
      const answer = await fetch(location.href, { headers: { "X-Quiet": "1" }, redirect: "manual" });
      if (answer.ok && !isTyped) {
        const page = new DOMParser().parseFromString(await answer.text(), "text/html");
        const fresh = page.getElementById("main");
        if (fresh && page.getElementById("stale") && fresh.innerHTML !== main().innerHTML) {
          const refocus = keepPlace(main(), fresh);
          main().replaceWith(document.adoptNode(fresh));
          if (refocus) refocus();
        }
      }
    } catch { /* the node is gone: the page stays as it is */ }
    isLoading = false;
    if (isDue) { isDue = false; refresh(); }
  };

  const listen = () => {
    if (stream) return;
    stream = new EventSource("/live");
    stream.addEventListener("changed", refresh);
    stream.addEventListener("closed", () => { leave(); if (!isTyped) location.reload(); });
  };
  const leave = () => { if (stream) stream.close(); stream = null; };

  // A browser opens few connections to one place: pages in the background give theirs back.
  document.addEventListener("visibilitychange", () => { if (document.hidden) leave(); else { listen(); refresh(); } });
  window.addEventListener("pagehide", leave);
  window.addEventListener("pageshow", (event) => { if (event.persisted) { listen(); refresh(); } });
  if (!document.hidden) listen();
})();
