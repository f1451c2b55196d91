import { Button } from '@mantine/core';
import { type ClipboardEvent, type KeyboardEvent, useEffect, useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { digitsOf, emptyCode, groupState, isComplete, joinCode, spread, wrongGroups } from './code';

/** Four groups of a request code: moves on by itself, takes a paste anywhere, marks the group that is wrong. */
export function CodeField({
  value,
  onChange,
  refused = [],
  autoFocus,
  onEnter,
}: {
  value: string[];
  onChange: (groups: string[]) => void;
  /** Groups that the server found wrong, numbered from 1. */
  refused?: number[];
  autoFocus?: boolean;
  onEnter?: () => void;
}) {
  const { t } = useTranslation();
  const inputs = useRef<(HTMLInputElement | null)[]>([]);
  const [excess, setExcess] = useState(false);
  const hint = useId();
  useEffect(() => {
    if (autoFocus) inputs.current[0]?.focus();
  }, [autoFocus]);
  const focus = (i: number) => {
    inputs.current[i]?.focus();
    inputs.current[i]?.select();
  };
  const put = (at: number, text: string) => {
    const done = spread(value, at, text);
    onChange(done.groups);
    setExcess(done.excess);
    focus(done.next);
  };
  const type = (i: number, raw: string) => {
    const digits = digitsOf(raw);
    if (digits.length > 6) return put(i, raw);
    setExcess(false);
    onChange(value.map((g, n) => (n === i ? digits : g)));
    if (digits.length === 6 && digits !== value[i] && i < 3) focus(i + 1);
  };
  const paste = (i: number, e: ClipboardEvent) => {
    e.preventDefault();
    put(i, e.clipboardData.getData('text'));
  };
  const key = (i: number, e: KeyboardEvent<HTMLInputElement>) => {
    const at = e.currentTarget.selectionStart ?? 0;
    const to = e.currentTarget.selectionEnd ?? 0;
    if (e.key === 'Enter') onEnter?.();
    else if (e.key === 'Backspace' && value[i] === '' && i > 0) focus(i - 1);
    else if (e.key === 'ArrowLeft' && at === 0 && to === 0 && i > 0) focus(i - 1);
    else if (e.key === 'ArrowRight' && at === value[i].length && i < 3) focus(i + 1);
    else if ([' ', '-', '.', ',', '/'].includes(e.key) && value[i].length > 0 && i < 3) focus(i + 1);
    else return;
    e.preventDefault();
  };
  const wrong = [...new Set([...wrongGroups(value), ...refused])].sort();
  const started = value.some((g) => g !== '');
  const say = excess
    ? t('codes.tooLong')
    : wrong.length
      ? t('codes.wrongGroups', { count: wrong.length, groups: wrong.join(', ') })
      : isComplete(value)
        ? t('codes.complete')
        : started
          ? t('codes.goOn', { group: value.findIndex((g) => groupState(g) !== 'ok') + 1 })
          : t('codes.start');
  return (
    <div className="code-field">
      <div className="code-groups" role="group" aria-label={t('codes.requestCode')} aria-describedby={hint}>
        {value.map((g, i) => {
          const state = wrong.includes(i + 1) ? 'wrong' : groupState(g);
          return (
            <label key={i} className={`code-group is-${state}`}>
              <span className="code-index">{t('codes.group', { n: i + 1 })}</span>
              <input
                ref={(el) => {
                  inputs.current[i] = el;
                }}
                className="mono"
                inputMode="numeric"
                autoComplete="off"
                spellCheck={false}
                aria-label={t('codes.groupOf', { n: i + 1 })}
                aria-invalid={state === 'wrong' || undefined}
                placeholder="······"
                value={g}
                onChange={(e) => type(i, e.currentTarget.value)}
                onPaste={(e) => paste(i, e)}
                onKeyDown={(e) => key(i, e)}
              />
            </label>
          );
        })}
        {started && (
          <Button
            variant="subtle"
            color="gray"
            size="compact-sm"
            className="code-clear"
            onClick={() => {
              onChange(emptyCode());
              setExcess(false);
              focus(0);
            }}
          >
            {t('common.clear')}
          </Button>
        )}
      </div>
      <div id={hint} className={`code-hint ${wrong.length || excess ? 'fg-crit' : 'muted'}`} aria-live="polite">
        {say}
      </div>
    </div>
  );
}

/** The groups being typed, the finished code among them, and a way to set them from outside. */
export function useCode(initial = '') {
  const [groups, setGroups] = useState(() => spread(emptyCode(), 0, initial).groups);
  const set = (next: string[]) => setGroups(next);
  return {
    groups,
    set,
    take: (code: string) => setGroups(spread(emptyCode(), 0, code).groups),
    clear: () => setGroups(emptyCode()),
    code: isComplete(groups) ? joinCode(groups) : null,
  };
}
