/** One section of a flow: how many of its tasks are completed, and whether the person is in it now. */
export type ColonnadeSection = Readonly<{ id: string; completed: number; total: number; current: boolean }>;

type Props = Readonly<{ sections: readonly ColonnadeSection[] }>;

const width = 44;
const height = 60;
const outline = `M1 ${height}V${width / 2}a${width / 2 - 1} ${width / 2 - 1} 0 0 1 ${width - 2} 0V${height}Z`;

/**
 * The row of arches that fills as sections are completed. Decoration, hidden from assistive technology: whoever
 * places it says the same in words beside it.
 */
export const Colonnade = ({ sections }: Props) => (
  <div className="colonnade" aria-hidden="true">
    {sections.map((section) => (
      <svg key={section.id} className="colonnade__arch" viewBox={`0 0 ${width} ${height}`} data-state={state(section)}>
        <path className="colonnade__outline" d={outline} />
        <Fill share={section.total === 0 ? 0 : section.completed / section.total} />
      </svg>
    ))}
  </div>
);

/** The filled part, cut off by an inner picture's frame: a clip path would need an id that is unique on the page. */
const Fill = ({ share }: Readonly<{ share: number }>) => {
  const filled = Math.round(Math.min(1, Math.max(0, share)) * height);
  if (filled === 0) return null;
  return (
    <svg y={height - filled} width={width} height={filled} viewBox={`0 ${height - filled} ${width} ${filled}`}>
      <path className="colonnade__fill" d={outline} />
    </svg>
  );
};

const state = (section: ColonnadeSection): 'done' | 'current' | 'ahead' => {
  if (section.total > 0 && section.completed >= section.total) return 'done';
  return section.current ? 'current' : 'ahead';
};
