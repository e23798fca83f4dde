/** Element ids of the two regions in the root layout; one pair per document. */
export const liveRegionIds = { polite: 'live-polite', assertive: 'live-assertive' } as const;

/**
 * Says a text to people who listen to the page. Browser only; does nothing where the regions are missing. The region
 * is emptied first, so that the same words twice are heard twice.
 */
export const announce = (text: string, urgency: keyof typeof liveRegionIds = 'polite'): void => {
  const region = document.getElementById(liveRegionIds[urgency]);
  if (!region) return;
  region.textContent = '';
  requestAnimationFrame(() => {
    region.textContent = text;
  });
};
