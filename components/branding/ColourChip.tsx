/** A colour as a small square; its code stands beside it. A picture, since a style attribute is not allowed here. */
export const ColourChip = ({ colour }: Readonly<{ colour: string }>) => (
  <svg className="colour-chip" viewBox="0 0 20 20" aria-hidden="true" focusable="false">
    <rect x="1" y="1" width="18" height="18" rx="3" fill={colour} />
  </svg>
);
