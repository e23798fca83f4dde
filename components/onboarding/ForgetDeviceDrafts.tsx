'use client';

import { useEffect, useRef } from 'react';
import { sweepDevice } from './device-drafts';

/** Inside the form that signs somebody out: takes their typing off this device as they leave. */
export const ForgetDeviceDrafts = ({ owner }: Readonly<{ owner: string }>) => {
  const place = useRef<HTMLInputElement>(null);
  useEffect(() => {
    const form = place.current?.form;
    const sweep = () => sweepDevice(Date.now(), owner);
    form?.addEventListener('submit', sweep);
    return () => form?.removeEventListener('submit', sweep);
  }, [owner]);
  return <input ref={place} type="hidden" name="_here" value="" />;
};
