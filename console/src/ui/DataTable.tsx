import { Checkbox } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { IconArrowDown, IconArrowUp } from '@tabler/icons-react';
import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, type ReactNode, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useGo } from './location';
import { Lines } from './states';

export interface Column<T> {
  id: string;
  header: string;
  /** A CSS grid track: '120px', 'minmax(160px,2fr)'. */
  width: string;
  render: (row: T) => ReactNode;
  sort?: string;
  phone?: boolean;
  right?: boolean;
}

interface Props<T> {
  label: string;
  columns: Column<T>[];
  rows: T[];
  rowId: (row: T) => string;
  href?: (row: T) => string | null;
  onOpen?: (row: T) => void;
  sort?: string;
  onSort?: (sort: string) => void;
  selected?: Set<string>;
  onSelect?: (ids: Set<string>) => void;
  more?: () => void;
  loading?: boolean;
  total?: number | null;
  dense?: boolean;
  glow?: Set<string>;
  empty?: ReactNode;
  /** Fills the height that is left and scrolls inside; otherwise grows with its rows. */
  fill?: boolean;
}

/** The one table: sticky head, only visible rows drawn, arrow keys, selection, sorting by the server. */
export function DataTable<T>(p: Props<T>) {
  const { t } = useTranslation();
  const go = useGo();
  const phone = useMediaQuery('(max-width: 700px)') ?? false;
  const box = useRef<HTMLDivElement>(null);
  const [at, setAt] = useState(0);
  const anchor = useRef(0);
  const columns = phone ? p.columns.filter((c, i) => c.phone || i === 0) : p.columns;
  const height = phone ? 56 : p.dense ? 36 : 44;
  const virtual = useVirtualizer({
    count: p.rows.length,
    getScrollElement: () => box.current,
    estimateSize: () => height,
    overscan: 12,
    enabled: p.fill ?? false,
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: the height of a row changes with density
  useEffect(() => virtual.measure(), [height]);
  const items = p.fill ? virtual.getVirtualItems() : p.rows.map((_, index) => ({ index, start: index * height }));
  const last = items.at(-1)?.index ?? 0;
  // biome-ignore lint/correctness/useExhaustiveDependencies: asks for more when the end comes near
  useEffect(() => {
    if (p.more && p.rows.length > 0 && last >= p.rows.length - 40) p.more();
  }, [last, p.rows.length]);

  const focusRow = (index: number) => {
    const next = Math.max(0, Math.min(p.rows.length - 1, index));
    setAt(next);
    if (p.fill) virtual.scrollToIndex(next);
    requestAnimationFrame(() => box.current?.querySelector<HTMLElement>(`[data-row="${next}"]`)?.focus());
  };
  const toggle = (index: number, range: boolean) => {
    if (!p.selected || !p.onSelect) return;
    const ids = new Set(p.selected);
    const on = !ids.has(p.rowId(p.rows[index]));
    const from = range ? Math.min(anchor.current, index) : index;
    const to = range ? Math.max(anchor.current, index) : index;
    for (let i = from; i <= to; i++) on ? ids.add(p.rowId(p.rows[i])) : ids.delete(p.rowId(p.rows[i]));
    anchor.current = index;
    p.onSelect(ids);
  };
  const open = (index: number) => {
    const href = p.href?.(p.rows[index]);
    if (href) go(href);
    else p.onOpen?.(p.rows[index]);
  };
  const keys = (e: KeyboardEvent<HTMLElement>, index: number) => {
    if (e.target !== e.currentTarget && !['ArrowDown', 'ArrowUp'].includes(e.key)) return;
    const page = Math.max(1, Math.floor((box.current?.clientHeight ?? 400) / height) - 2);
    const moves: Record<string, number> = {
      ArrowDown: index + 1,
      ArrowUp: index - 1,
      PageDown: index + page,
      PageUp: index - page,
      Home: 0,
      End: p.rows.length - 1,
    };
    if (e.key in moves) focusRow(moves[e.key]);
    else if (e.key === 'Enter') open(index);
    else if (e.key === ' ') toggle(index, e.shiftKey);
    else return;
    e.preventDefault();
  };
  const picks = !!p.onSelect && !phone;
  const grid =
    (picks ? '44px ' : '') +
    columns.map((c) => (phone && columns[0] !== c ? 'auto' : phone ? 'minmax(0,1fr)' : c.width)).join(' ');
  const openable = !!p.href || !!p.onOpen;
  const allPicked = p.rows.length > 0 && p.rows.every((r) => p.selected?.has(p.rowId(r)));

  if (p.loading && p.rows.length === 0)
    return (
      <div className={`card pad ${p.fill ? 'grow' : ''}`}>
        <Lines count={8} height={20} />
      </div>
    );
  if (p.rows.length === 0) return <div className={`card ${p.fill ? 'grow' : ''}`}>{p.empty}</div>;
  return (
    <div className={`card table ${p.fill ? 'fill' : ''}`} ref={box}>
      <div
        role="grid"
        aria-label={p.label}
        aria-rowcount={p.total ?? p.rows.length}
        aria-multiselectable={picks || undefined}
        className="table-grid"
      >
        <div role="rowgroup" className="table-head">
          <div role="row" className="table-row head" style={{ gridTemplateColumns: grid }}>
            {picks && (
              <div role="columnheader" className="cell">
                <Checkbox
                  size="xs"
                  aria-label={t('table.pickLoaded')}
                  checked={allPicked}
                  indeterminate={!allPicked && (p.selected?.size ?? 0) > 0}
                  onChange={() => p.onSelect?.(allPicked ? new Set() : new Set(p.rows.map(p.rowId)))}
                />
              </div>
            )}
            {columns.map((c) => {
              const up = p.sort === c.sort;
              const down = p.sort === `-${c.sort}`;
              return (
                <div
                  key={c.id}
                  role="columnheader"
                  className={`cell ${c.right ? 'right' : ''}`}
                  aria-sort={!c.sort ? undefined : up ? 'ascending' : down ? 'descending' : 'none'}
                >
                  {c.sort && p.onSort ? (
                    <button
                      type="button"
                      className="sorter"
                      onClick={() => p.onSort?.(up ? `-${c.sort}` : (c.sort as string))}
                    >
                      <span className="clip">{c.header}</span>
                      {up && <IconArrowUp size={14} aria-hidden />}
                      {down && <IconArrowDown size={14} aria-hidden />}
                    </button>
                  ) : (
                    <span className="clip">{c.header}</span>
                  )}
                </div>
              );
            })}
          </div>
        </div>
        <div role="rowgroup" style={p.fill ? { height: virtual.getTotalSize(), position: 'relative' } : undefined}>
          {items.map(({ index, start }) => {
            const row = p.rows[index];
            const id = p.rowId(row);
            return (
              // biome-ignore lint/a11y/useKeyWithClickEvents: the row has its keys
              <div
                key={id}
                role="row"
                aria-rowindex={index + 2}
                aria-selected={p.selected ? p.selected.has(id) : undefined}
                data-row={index}
                tabIndex={index === Math.min(at, p.rows.length - 1) ? 0 : -1}
                className={`table-row ${openable ? 'can-open' : ''} ${p.glow?.has(id) ? 'glow' : ''}`}
                style={{
                  gridTemplateColumns: grid,
                  minHeight: height,
                  ...(p.fill
                    ? { position: 'absolute', top: 0, left: 0, right: 0, height, transform: `translateY(${start}px)` }
                    : {}),
                }}
                onFocus={() => setAt(index)}
                onKeyDown={(e) => keys(e, index)}
                onClick={(e) => {
                  if (!(e.target as HTMLElement).closest('a,button,input,label')) open(index);
                }}
              >
                {picks && (
                  <div role="gridcell" className="cell">
                    <Checkbox
                      size="xs"
                      tabIndex={-1}
                      aria-label={t('table.pick')}
                      checked={p.selected?.has(id) ?? false}
                      onChange={() => {}}
                      onClick={(e) => toggle(index, e.shiftKey)}
                    />
                  </div>
                )}
                {columns.map((c) => (
                  <div key={c.id} role="gridcell" className={`cell ${c.right ? 'right' : ''}`}>
                    {c.render(row)}
                  </div>
                ))}
              </div>
            );
          })}
        </div>
      </div>
    </div>
  );
}
