'use client';

import { useState, type ChangeEvent, type DragEvent } from 'react';
import { Icon } from '@/components/ui/Icon';
import { Ltr } from '@/components/ui/Ltr';
import { useReady } from '@/components/ui/use-ready';
import { controlProps, type FieldProps } from '../field-props';
import { FieldShell } from '../FieldShell';
import {
  fileInputName,
  fillUpload,
  removeIntent,
  type FileView,
  type UploadTexts,
  type UploadView,
} from '../upload-view';
import { problemText, useUploads, type UploadItem } from './use-uploads';

type Props = FieldProps & Readonly<{ files: readonly FileView[]; upload: UploadView }>;

/**
 * Files for one question: the device's own control, and the list of what was given with its state. Without a script the
 * files come with the form; with one they are sent as soon as they are chosen or dropped, in parts that survive a lost
 * connection, and leave the control empty so that they are not sent twice.
 */
export const UploadInput = ({ files, upload, ...field }: Props) => {
  const ready = useReady();
  const [over, setOver] = useState(false);
  const { items, room, send, remove, resume } = useUploads(files, upload);
  const { texts } = upload;
  const take = (chosen: FileList | null) => {
    for (const file of [...(chosen ?? [])].slice(0, Math.max(0, room))) void send(file);
  };
  const choose = (event: ChangeEvent<HTMLInputElement>) => {
    take(event.currentTarget.files);
    event.currentTarget.value = '';
  };
  const onDrop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    take(event.dataTransfer.files);
  };
  const limitsId = `${field.id}-limits`;
  return (
    <FieldShell field={field}>
      <input type="hidden" name="_upload" value={field.name} />
      {items.length > 0 ? (
        <ul className="upload__files" aria-label={texts.files}>
          {items.map((item) => (
            <FileRow key={item.key} {...{ item, upload, ready, remove, resume }} />
          ))}
        </ul>
      ) : null}
      <p className="upload__limits" id={limitsId}>
        {room > 0 ? upload.limits : texts.full}
      </p>
      {room > 0 ? (
        <div
          className="upload__drop"
          data-over={over ? '' : undefined}
          onDragOver={(event) => {
            event.preventDefault();
            setOver(true);
          }}
          onDragLeave={() => setOver(false)}
          onDrop={onDrop}
        >
          <input
            {...controlProps(field, limitsId)}
            className="upload__input"
            type="file"
            name={fileInputName(field.name)}
            accept={upload.accept}
            multiple={room > 1}
            onChange={ready ? choose : undefined}
          />
          {ready ? (
            <span className="upload__or">{texts.drop}</span>
          ) : (
            <noscript>
              <button className="button" data-variant="secondary" type="submit" name="intent" value="refresh">
                {texts.stay}
              </button>
            </noscript>
          )}
        </div>
      ) : null}
    </FieldShell>
  );
};

type RowProps = Readonly<{
  item: UploadItem;
  upload: UploadView;
  ready: boolean;
  remove: (item: UploadItem) => Promise<void>;
  resume: (item: UploadItem) => void;
}>;

/** One file: its name, size and state in words, and how to take it away. */
const FileRow = ({ item, upload, ready, remove, resume }: RowProps) => {
  const { texts } = upload;
  const isOnItsWay = item.id === null && (item.state === 'receiving' || item.state === 'paused');
  const reason = item.id === null || item.reason === null ? item.reason : problemText(upload, item.reason, item.name);
  const word = isOnItsWay ? texts.stop : texts.remove;
  const named = fillUpload(isOnItsWay ? texts.stopNamed : texts.removeNamed, { name: item.name });
  return (
    <li className="upload__file" data-state={item.state}>
      <Icon name="file" />
      <div className="upload__about">
        <p>
          {item.state === 'clean' ? (
            <a href={`${upload.downloads}/${item.id}`} download>
              <bdi>{item.name}</bdi>
            </a>
          ) : (
            <bdi className="upload__name">{item.name}</bdi>
          )}{' '}
          <span className="upload__size">
            <Ltr>{sizeText(item.bytes, texts)}</Ltr>
          </span>
        </p>
        <p className="upload__state">
          {isOnItsWay && item.state === 'receiving'
            ? fillUpload(texts.uploading, { name: item.name, percent: item.percent ?? 0 })
            : (reason ?? texts.states[item.state === 'paused' ? 'receiving' : item.state])}
        </p>
        {isOnItsWay ? (
          <progress className="upload__progress" max={100} value={item.percent ?? 0} aria-label={item.name} />
        ) : null}
      </div>
      {item.state === 'paused' ? (
        <button type="button" className="button" data-variant="quiet" onClick={() => resume(item)}>
          {texts.again}
        </button>
      ) : null}
      <button
        // With a script it is no submit button: Enter in a text of the form must never take a file away.
        type={ready ? 'button' : 'submit'}
        className="button"
        data-variant="quiet"
        name="intent"
        value={removeIntent(item.id ?? '')}
        aria-label={named}
        onClick={ready ? () => void remove(item) : undefined}
      >
        {word}
      </button>
    </li>
  );
};

/** A size as people say it; the pattern holds the unit in the reader's language. */
const sizeText = (bytes: number, texts: UploadTexts): string =>
  bytes >= 1024 * 1024
    ? fillUpload(texts.megabytes, { number: Math.round((bytes / (1024 * 1024)) * 10) / 10 })
    : fillUpload(texts.kilobytes, { number: Math.max(1, Math.round(bytes / 1024)) });
