import { clean } from './hostile';

/** Named values in one line, as text. */
export function Detail({ of }: { of: Record<string, unknown> }) {
  const parts = Object.entries(of ?? {}).filter(([, v]) => v !== null && v !== undefined && v !== '');
  if (parts.length === 0) return null;
  return (
    <span className="detail">
      <bdi>
        {parts
          .map(([k, v]) => `${clean(k, 40)}: ${clean(typeof v === 'object' ? JSON.stringify(v) : v, 120)}`)
          .join(' · ')}
      </bdi>
    </span>
  );
}
