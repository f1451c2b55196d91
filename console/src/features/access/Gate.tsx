import { SegmentedControl } from '@mantine/core';
import { type ReactNode, useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { type Language, language, setLanguage } from '../../i18n';
import { Mark } from '../../ui/Icon';

/** The frame of the pages before sign-in. */
export function Gate({ title, children, wide }: { title: string; children: ReactNode; wide?: boolean }) {
  const { t } = useTranslation();
  useEffect(() => {
    document.title = `${title} · Fairlead`;
  }, [title]);
  return (
    <div className="gate">
      <aside className="gate-side">
        <div className="gate-brand">
          <Mark size={36} />
          Fairlead
        </div>
        <p>{t('gate.promise')}</p>
        <span className="small gate-foot">{t('gate.foot')}</span>
        <svg className="gate-lines" viewBox="0 0 600 300" preserveAspectRatio="xMidYMax slice" aria-hidden="true">
          {[0, 1, 2, 3, 4, 5, 6].map((i) => (
            <path
              key={i}
              d={`M-20 ${290 - i * 12}C150 ${290 - i * 12} 200 ${110 + i * 8} 300 ${110 + i * 8}S450 ${290 - i * 12} 620 ${290 - i * 12}`}
              fill="none"
              stroke="#5EEAD4"
              strokeOpacity={0.08 + i * 0.05}
              strokeWidth="2"
            />
          ))}
        </svg>
      </aside>
      <main className="gate-main">
        <div className={wide ? 'gate-box wide' : 'gate-box'}>
          {children}
          <div className="row" style={{ marginTop: 32 }}>
            <SegmentedControl
              size="xs"
              aria-label={t('profile.language')}
              value={language()}
              onChange={(l) => setLanguage(l as Language)}
              data={[
                { value: 'en', label: 'English' },
                { value: 'ru', label: 'Русский' },
              ]}
            />
          </div>
        </div>
      </main>
    </div>
  );
}
