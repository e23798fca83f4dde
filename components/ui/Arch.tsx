/** The house's drawing for empty and waiting pages: one arch within another, on a step. Decoration. */
export const Arch = () => (
  <svg className="arch" viewBox="0 0 112 104" aria-hidden="true" focusable="false">
    <path d="M14 96V52a42 42 0 0 1 84 0v44" />
    <path d="M24 96V52a32 32 0 0 1 64 0v44" />
    <path className="arch__inner" d="M34 96V52a22 22 0 0 1 44 0v44Z" />
    <path className="arch__sun" d="M64 62a8 8 0 1 1-16 0 8 8 0 0 1 16 0Z" />
    <path d="M4 96h104M0 103h112" />
  </svg>
);
