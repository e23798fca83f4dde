type Props = Readonly<{ squares: readonly (readonly boolean[])[]; label: string }>;

/**
 * A picture for a camera, drawn by the server into the page: nothing to fetch, so what it says is in no address. Black on
 * white in every theme, because that is what cameras read.
 */
export function QrCode({ squares, label }: Props) {
  const size = squares.length;
  const dark = squares.flatMap((row, y) => row.map((isDark, x) => (isDark ? `M${x} ${y}h1v1h-1z` : ''))).join('');
  return (
    <svg
      role="img"
      aria-label={label}
      width={220}
      height={220}
      viewBox={`0 0 ${size} ${size}`}
      shapeRendering="crispEdges"
    >
      <rect width={size} height={size} fill="#fff" />
      <path d={dark} fill="#000" />
    </svg>
  );
}
