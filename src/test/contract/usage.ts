// How an application uses the generated client: the type of an event decides which fields it has.
import { CaptionEventFromJSON, CaptionsApi, Configuration, SessionsApi } from './clients/typescript-fetch';

export function line(data: string): string | undefined {
  const event = CaptionEventFromJSON(JSON.parse(data));
  switch (event.type) {
    case 'transcript.final':
      return `${event.speaker ?? event.peerId}: ${event.text ?? event.transcript}`;
    case 'stream.gap':
      return `[${event.from ?? 0} s: ${event.reason}]`;
    case 'session.ended':
      return `The session ended: ${event.reason}`;
    default:
      return undefined;
  }
}

export async function transcript(basePath: string, accessToken: string, roomId: string): Promise<string[]> {
  const configuration = new Configuration({ basePath, accessToken });
  const session = await new SessionsApi(configuration).startTranscription({ roomId });
  const file = await new CaptionsApi(configuration).getTranscript({ roomId, session: session.sessionId });
  return file.utterances.map((utterance) => utterance.text ?? utterance.transcript);
}
