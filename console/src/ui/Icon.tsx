/** The product's mark: a line led through an eye. */
export function Mark({ size = 28 }: { size?: number }) {
  return (
    <svg viewBox="0 0 32 32" width={size} height={size} aria-hidden="true">
      <rect width="32" height="32" rx="8" fill="#0F766E" />
      <path d="M6 21c5 0 5-10 10-10s5 10 10 10" fill="none" stroke="#fff" strokeWidth="3" strokeLinecap="round" />
      <circle cx="16" cy="11" r="5.5" fill="none" stroke="#5EEAD4" strokeWidth="3" />
    </svg>
  );
}
