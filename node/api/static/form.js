"use strict";
// Finds as one types, and asks before typed text is left behind. Every page works without it.
(() => {
  const FIND_AFTER_MS = 200;

  // --- search as you type: the form is sent as a whole, so that what is looked for stands in no address
  const finder = document.querySelector("form[data-finds]");
  if (finder) {
    let timer = 0, turn = 0;
    const find = async () => {
      const mine = ++turn;
      try {
        const answer = await fetch(finder.action, {
          method: "POST", body: new URLSearchParams(new FormData(finder)),
        });
        const page = new DOMParser().parseFromString(await answer.text(), "text/html");
        const id = finder.dataset.finds, fresh = page.getElementById(id), old = document.getElementById(id);
        if (!answer.ok || mine !== turn || !fresh || !old) return;
        old.replaceWith(document.adoptNode(fresh));
        history.replaceState(null, "", answer.url);
      } catch { /* the node is gone: the page stays as it is */ }
    };
    const later = () => { clearTimeout(timer); timer = setTimeout(find, FIND_AFTER_MS); };
    finder.addEventListener("input", (event) => { event.stopPropagation(); later(); });
    finder.addEventListener("change", (event) => { event.stopPropagation(); });
  }

  // --- text typed and not saved
  let isTyped = false;
  document.addEventListener("input", (event) => { if (event.target.closest("form[data-keeps]")) isTyped = true; });
  document.addEventListener("submit", () => { isTyped = false; });
  window.addEventListener("beforeunload", (event) => { if (isTyped) event.preventDefault(); });
})();
