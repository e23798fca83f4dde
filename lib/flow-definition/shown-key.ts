/**
 * The name of the hidden inputs by which a page says which fields it showed. Browsers post nothing for an unticked box,
 * so only this tells "left empty" from "was not on the page".
 */
export const shownKey = '_shown';
