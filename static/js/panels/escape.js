/** Who is first where Esc is pressed: the page's cards leave it to whatever is closer to the hand. */

/** What Esc ends first where it has the focus, and where it is open. */
const HOLDING = "input:not([type=range], [type=checkbox]), textarea, select, .value.is-open, .point[aria-pressed=true]";
const OPEN = "dialog[open], .popover:not([hidden])";

/** Whether a control, a box or a sheet uses it. @param {KeyboardEvent} event */
export const taken = ({ target }) => (target instanceof Element && target.matches(HOLDING)) || document.querySelector(OPEN) !== null;
