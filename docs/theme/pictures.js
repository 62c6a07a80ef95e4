// The figures' pictures in the light or dark of the theme that is chosen.
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
})();
