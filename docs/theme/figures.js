// What a book can do for the figures in it: pictures in the light or dark of the theme that is chosen, and the arrows.
"use strict";
(() => {
  const { classList } = document.documentElement;
  const follow = () => {
    const name = classList.contains("navy") ? "preview-dark.png" : "preview.png";
    for (const picture of document.querySelectorAll("pgd-playground img")) {
      const wanted = picture.src.replace(/preview(-dark)?\.png$/, name);
      if (picture.src !== wanted) picture.src = wanted;
    }
  };
  new MutationObserver(follow).observe(document.documentElement, { attributeFilter: ["class"] });
  follow();

  // mdBook turns to the next chapter on →. Where a stepper is in sight, which asks for that key, it is the stepper's.
  const inSight = () => [...document.querySelectorAll('pgd-playground[scenario*="view=nmi"]')].find((figure) => {
    const { top, bottom } = figure.getBoundingClientRect();
    return Math.min(bottom, innerHeight) - Math.max(top, 0) > Math.min(bottom - top, innerHeight) / 2;
  });
  addEventListener("keydown", (event) => {
    const by = new Map([["ArrowLeft", -1], ["ArrowRight", 1]]).get(event.key);
    const isPlain = !event.altKey && !event.ctrlKey && !event.metaKey && !event.shiftKey;
    const isElsewhere = event.target.closest?.("input, select, textarea, [role=menu]");
    const figure = by && isPlain && !isElsewhere && inSight();
    if (!figure?.step) return;
    event.preventDefault();
    event.stopPropagation();
    figure.step(by);
  }, true);
})();
