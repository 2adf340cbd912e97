// Brings new messages onto the page every few seconds. The page is whole without it.
"use strict";

(() => {
  const PERIOD = 4000;
  const list = document.getElementById("messages");
  if (!list) return;
  let tag = "";

  // Messages come in the order of the page. Those that stand already are left alone: someone may be reading them.
  const merge = (html) => {
    const fresh = new DOMParser().parseFromString(html, "text/html");
    let last = null;
    for (const article of fresh.querySelectorAll("article.message")) {
      const known = document.getElementById(article.id);
      if (known) {
        last = known;
        continue;
      }
      const added = document.adoptNode(article);
      if (last) last.after(added);
      else list.append(added);
      last = added;
      document.getElementById("empty")?.remove();
    }
  };

  const look = async () => {
    if (document.hidden) return;
    const headers = tag ? { "If-None-Match": tag } : {};
    const answer = await fetch(list.dataset.source, { headers, cache: "no-store", redirect: "error" });
    if (answer.status !== 200) return;
    tag = answer.headers.get("ETag") ?? "";
    merge(await answer.text());
  };

  const again = () => look().catch(() => {}).finally(() => setTimeout(again, PERIOD));
  document.addEventListener("visibilitychange", () => look().catch(() => {}));
  setTimeout(again, PERIOD);
})();
