import { useTranslation } from 'react-i18next';
import { commandKinds } from '../features/commands/CommandDialog';
import { CommandTable } from '../features/commands/CommandTable';
import { Chips } from '../features/devices/Filters';
import { useParamsOfAddress } from '../ui/location';
import { Page } from '../ui/Page';

export default function Commands() {
  const { t } = useTranslation();
  const [params, set] = useParamsOfAddress();
  const choices = [
    {
      key: 'state',
      values: ['queued', 'delivered', 'running', 'succeeded', 'failed', 'unsupported', 'recalled', 'expired'],
      label: (v: string) => t(`command.states.${v}`),
    },
    { key: 'kind', values: [...commandKinds], label: (v: string) => t(`command.kind.${v}`) },
  ];
  return (
    <Page fill title={t('nav.commands')} name={t('nav.commands')} answer={t('command.answer')}>
      <div className="split-main grow">
        <Chips params={params} set={set} choices={choices} title={(k) => t(`filter.${k}`)} />
        <CommandTable fill withDevice filter={{ state: params.state, kind: params.kind, device: params.device }} />
      </div>
    </Page>
  );
}
