/** The demo's picture: three arches on one step, one for each house, in its own colour, with the sun in the middle. */
export const Arcade = () => (
  <svg className="arcade" viewBox="0 0 420 300" aria-hidden="true" focusable="false">
    <g data-house="northwind">
      <path className="arcade__wall" d="M20 276V152a60 60 0 0 1 120 0v124Z" />
      <path className="arcade__door" d="M40 276V156a40 40 0 0 1 80 0v120Z" />
      <path className="arcade__line" d="M54 276V158a26 26 0 0 1 52 0v118" />
    </g>
    <g data-house="alufuq">
      <path className="arcade__wall" d="M280 276V152a60 60 0 0 1 120 0v124Z" />
      <path className="arcade__door" d="M300 276V156a40 40 0 0 1 80 0v120Z" />
      <path className="arcade__line" d="M314 276V158a26 26 0 0 1 52 0v118" />
    </g>
    <path className="arcade__wall" d="M132 276V98a78 78 0 0 1 156 0v178Z" />
    <path className="arcade__door" d="M156 276V102a54 54 0 0 1 108 0v174Z" />
    <path className="arcade__line" d="M174 276V104a36 36 0 0 1 72 0v172" />
    <circle className="arcade__sun" cx="210" cy="116" r="17" />
    <path className="arcade__step" d="M6 277h408M0 289h420" />
  </svg>
);
