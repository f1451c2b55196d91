import { IconShieldCheck } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { IssuedTable } from '../features/codes/IssuedTable';
import { useParamsOfAddress } from '../ui/location';
import { Page } from '../ui/Page';
import { Notice } from '../ui/Status';
import { Empty } from '../ui/states';
import { LinkTabs } from '../ui/Tabs';

const states = ['unused', 'used', 'never-issued'] as const;

/** Codes that were given and codes that devices used, side by side. */
export default function Codes() {
  const { t } = useTranslation();
  const [params] = useParamsOfAddress();
  const state = states.find((s) => s === params.state) ?? 'unused';
  return (
    <Page fill title={t('nav.codes')} name={t('nav.codes')} answer={t('codes.answer')}>
      <LinkTabs
        label={t('codes.outcome')}
        current={state}
        tabs={states.map((s) => ({ id: s, href: `/codes?state=${s}`, title: t(`codes.tab.${s}`) }))}
      />
      <div className="split-main grow">
        <Notice tone={state === 'never-issued' ? 'warn' : 'info'}>{t(`codes.tabHelp.${state}`)}</Notice>
        <IssuedTable
          fill
          withDevice
          path="/codes/issued"
          query={{ state }}
          empty={
            <Empty icon={IconShieldCheck} title={t(`codes.tabEmpty.${state}`)}>
              {state === 'never-issued' ? t('codes.tabEmptyGood') : null}
            </Empty>
          }
        />
      </div>
    </Page>
  );
}
