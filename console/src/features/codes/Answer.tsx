import { Button } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { copyText } from '../../ui/Copy';

/** A code to be read aloud: large groups with their numbers, and a button that copies it. */
export function Answer({ title, code, children }: { title: string; code: string; children?: ReactNode }) {
  const { t } = useTranslation();
  const [copied, setCopied] = useState(false);
  const box = useRef<HTMLElement>(null);
  useEffect(() => {
    box.current?.scrollIntoView?.({ block: 'nearest' });
    box.current?.focus();
  }, []);
  return (
    <section className="code-answer" aria-label={title} tabIndex={-1} ref={box}>
      <div className="spread">
        <h3>{title}</h3>
        <Button
          variant="light"
          leftSection={copied ? <IconCheck size={16} aria-hidden /> : <IconCopy size={16} aria-hidden />}
          onClick={async () => {
            if (!(await copyText(code))) return;
            setCopied(true);
            setTimeout(() => setCopied(false), 1500);
          }}
        >
          {t(copied ? 'common.copied' : 'common.copy')}
        </Button>
      </div>
      <div className="code-print" role="img" aria-label={code.replaceAll('-', ' ')}>
        {code.split('-').map((g, i) => (
          <span key={i} className="code-print-group">
            <span className="code-index">{i + 1}</span>
            <span className="mono">{g}</span>
          </span>
        ))}
      </div>
      {children}
    </section>
  );
}
