import { A } from './A';

/** Tabs that are addresses. */
export function LinkTabs({
  label,
  tabs,
  current,
}: {
  label: string;
  tabs: { id: string; href: string; title: string; note?: string }[];
  current: string;
}) {
  return (
    <nav className="link-tabs" aria-label={label}>
      {tabs.map((x) => (
        <A key={x.id} href={x.href} aria-current={x.id === current ? 'page' : undefined}>
          {x.title}
          {x.note && <span className="note">{x.note}</span>}
        </A>
      ))}
    </nav>
  );
}
