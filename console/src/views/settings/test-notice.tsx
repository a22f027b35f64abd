import { useState } from 'preact/hooks';
import { call } from '../../api/client.js';
import { sentenceOf } from '../../api/problem.js';
import { invalidate } from '../../state/query-cache.js';
import { Button } from '../../ui/button.js';
import { Card } from '../../ui/card.js';
import { toast } from '../../ui/toast.js';

/** Sends a test to every channel of notices. */
export function TestNotice() {
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  const test = async () => {
    setBusy(true);
    setFailure(null);
    try {
      const { body } = await call('post', '/api/v1/notifications/test');
      toast(`A test notice is on its way to ${body.channels.join(', ')}`);
      invalidate('ready');
    } catch (error) {
      setFailure(sentenceOf(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <Card title="Notices">
      <div class="stack">
        <p>
          A test and its recovery go to every channel. Whether they arrived is seen there; a channel that
          fails is told under “This service”.
        </p>
        {failure !== null && (
          <p class="notice notice-bad" role="alert">
            {failure}
          </p>
        )}
        <div>
          <Button needs="admin" busy={busy} onClick={() => void test()}>
            Send a test notice
          </Button>
        </div>
      </div>
    </Card>
  );
}
