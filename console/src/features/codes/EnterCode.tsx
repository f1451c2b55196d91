import { Button, Modal } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useGo } from '../../ui/location';
import { Notice } from '../../ui/Status';
import { Lines, useProblemText } from '../../ui/states';
import { useLookup } from './api';
import { CodeField, useCode } from './CodeField';
import { carryCode } from './carry';
import { Facts } from './Facts';
import { placeOf, Refusal } from './Refusal';

/** Enter request code, from anywhere: finds the device from the code alone and leads to the page that answers it. */
export default function EnterCode({ initial, close }: { initial: string; close: () => void }) {
  const { t } = useTranslation();
  const go = useGo();
  const problem = useProblemText();
  const { groups, set, code } = useCode(initial);
  const lookup = useLookup(code);
  const found = lookup.data;
  const place = found?.state === 'ok' ? placeOf(found) : null;
  const open = () => {
    if (!place || !code) return;
    close();
    carryCode(code, place);
    go(place);
  };
  return (
    <Modal opened onClose={close} title={t('codes.enter')} size="xl">
      <form
        className="stack"
        onSubmit={(e) => {
          e.preventDefault();
          open();
        }}
      >
        <span className="muted">{t('codes.enterHelp')}</span>
        <CodeField
          autoFocus
          value={groups}
          onChange={set}
          onEnter={open}
          refused={found?.groups.filter((g) => g.state === 'wrong').map((g) => g.index)}
        />
        {lookup.isFetching && !found && <Lines count={3} />}
        {lookup.error && (
          <Notice tone="crit" role="alert">
            {problem(lookup.error)}
          </Notice>
        )}
        {found && code && !place && <Refusal found={found} code={code} here="" />}
        {found && place && (
          <>
            <Facts found={found} />
            <div>
              <Button type="submit" data-autofocus>
                {t(found.page === 'policy' ? 'codes.openPolicy' : 'codes.openDevice')}
              </Button>
            </div>
          </>
        )}
      </form>
    </Modal>
  );
}
