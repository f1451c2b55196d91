import { Button, Table, useComputedColorScheme } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { formatDateTime, formatHour, formatNumber } from './format';

export interface Series {
  label: string;
  values: number[];
  color: string;
}

const css = (name: string) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

/** A plot over time, bars stacked or one area; the same numbers as a table on demand. */
export function Plot({
  title,
  times,
  series,
  kind,
}: {
  title: string;
  times: string[];
  series: Series[];
  kind: 'bars' | 'area';
}) {
  const { t, i18n } = useTranslation();
  const box = useRef<HTMLDivElement>(null);
  const scheme = useComputedColorScheme('light');
  const [table, setTable] = useState(false);
  const [hover, setHover] = useState<number | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: colours and words change with scheme and language
  useEffect(() => {
    const el = box.current;
    if (table || !el) return;
    const xs = times.map((x) => Date.parse(x) / 1000);
    const stacked = series.map((_, i) =>
      xs.map((_x, j) => series.slice(0, i + 1).reduce((sum, s) => sum + (s.values[j] ?? 0), 0)),
    );
    const axis = {
      stroke: css('--muted'),
      grid: { stroke: css('--line'), width: 1 },
      ticks: { show: false },
      font: '12px system-ui',
    };
    const order = series.map((_, i) => series.length - 1 - i);
    const plot = new uPlot(
      {
        width: el.clientWidth,
        height: 200,
        legend: { show: false },
        cursor: { y: false, drag: { x: false, y: false } },
        padding: [8, 8, 0, 0],
        scales: { y: { range: (_u, _min, max) => [0, Math.max(max * 1.1, 1)] } },
        axes: [
          {
            ...axis,
            grid: { show: false },
            values: (_u, v) => v.map((x) => formatHour(new Date(x * 1000))),
            space: 72,
          },
          { ...axis, size: 60, values: (_u, v) => v.map((x) => (Number.isInteger(x) ? formatNumber(x) : '')) },
        ],
        series: [
          {},
          ...order.map((i) => ({
            label: series[i].label,
            stroke: css(series[i].color),
            fill: css(series[i].color) + (kind === 'area' ? '28' : ''),
            width: kind === 'area' ? 2 : 0,
            points: { show: false },
            paths: kind === 'bars' ? uPlot.paths.bars?.({ size: [0.64, 28], align: 0, radius: 0.12 }) : undefined,
          })),
        ],
        hooks: { setCursor: [(u) => setHover(u.cursor.idx ?? null)] },
      },
      [xs, ...order.map((i) => stacked[i])],
      el,
    );
    const seen = new ResizeObserver(() => plot.setSize({ width: el.clientWidth, height: 200 }));
    seen.observe(el);
    return () => {
      seen.disconnect();
      plot.destroy();
    };
  }, [times, series, kind, scheme, table, i18n.language]);
  const at = hover !== null && times[hover] ? hover : null;
  return (
    <div>
      <div className="spread">
        <div className="row" style={{ gap: 16, minHeight: 20 }}>
          {series.map((s) => (
            <span key={s.label} className="status small">
              <span className="dot" style={{ background: `var(${s.color})`, borderRadius: 2 }} />
              {s.label}
              {at !== null && <b>{formatNumber(s.values[at])}</b>}
            </span>
          ))}
          {at !== null && <span className="small muted">{formatDateTime(times[at])}</span>}
        </div>
        <Button size="compact-xs" variant="subtle" color="gray" onClick={() => setTable(!table)}>
          {t(table ? 'plot.plot' : 'plot.table')}
        </Button>
      </div>
      {table ? (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
        <div style={{ maxHeight: 200, overflow: 'auto' }} tabIndex={0} role="region" aria-label={title}>
          <Table fz={12} verticalSpacing={2}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t('common.time')}</Table.Th>
                {series.map((s) => (
                  <Table.Th key={s.label} ta="right">
                    {s.label}
                  </Table.Th>
                ))}
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {times.map((x, i) => (
                <Table.Tr key={x}>
                  <Table.Td>{formatDateTime(x)}</Table.Td>
                  {series.map((s) => (
                    <Table.Td key={s.label} ta="right">
                      {formatNumber(s.values[i] ?? 0)}
                    </Table.Td>
                  ))}
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </div>
      ) : (
        <div ref={box} role="img" aria-label={title} style={{ height: 200 }} />
      )}
    </div>
  );
}
