/** Which scene the page is. */

export const isLinear = () => document.body.dataset.scene === "linear";
