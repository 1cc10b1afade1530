/** Tools that need an answer of the client before they can give theirs (SEP-2322). */
import { acceptedContent, inputRequired, inputResponse } from '@modelcontextprotocol/server';
import type { InputRequest, InputRequests, PrimitiveSchemaDefinition } from '@modelcontextprotocol/server';
import type { ModernCall, ModernTool } from './modern-call';
import { NO_ARGUMENTS, text } from './tool';

export function askFor(
  field: string,
  message: string,
  schema: PrimitiveSchemaDefinition = { type: 'string' },
): InputRequest {
  return inputRequired.elicit({
    message,
    requestedSchema: { type: 'object', properties: { [field]: schema }, required: [field] },
  });
}

function askModel(prompt: string, maxTokens: number) {
  return inputRequired.createMessage({
    messages: [{ role: 'user', content: { type: 'text', text: prompt } }],
    maxTokens,
  });
}

export const NAME_QUESTION: InputRequests = { user_name: askFor('name', 'What is your name?') };
const CAPITAL_QUESTION: InputRequests = {
  capital_question: askModel('What is the capital of France?', 100),
};
const ROOTS_QUESTION: InputRequests = { client_roots: inputRequired.listRoots() };
const CONFIRMATION: InputRequests = { confirm: askFor('ok', 'Please confirm', { type: 'boolean' }) };

function asking(name: string, description: string, call: ModernTool['call']): ModernTool {
  return { name, description, inputSchema: NO_ARGUMENTS, call };
}

/** What the client wrote into a field of a form, undefined until it has. */
export function acceptedText(
  { inputResponses }: ModernCall['request'],
  question: string,
  field: string,
): string | undefined {
  const value = acceptedContent(inputResponses, question)?.[field];
  return typeof value === 'string' ? value : undefined;
}

/** The name the client gave, asked for until it gives one. */
export function acceptedName(call: ModernCall): string | undefined {
  return acceptedText(call.request, 'user_name', 'name');
}

function greet(call: ModernCall) {
  const name = acceptedName(call);
  return name === undefined ? inputRequired({ inputRequests: NAME_QUESTION }) : text(`Hello, ${name}!`);
}

function sample({ request }: ModernCall) {
  const answer = inputResponse(request.inputResponses, 'capital_question');
  if (answer.kind !== 'sampling') return inputRequired({ inputRequests: CAPITAL_QUESTION });
  return text(`LLM response: ${JSON.stringify(answer.result.content)}`);
}

function listRoots({ request }: ModernCall) {
  const answer = inputResponse(request.inputResponses, 'client_roots');
  if (answer.kind !== 'roots') return inputRequired({ inputRequests: ROOTS_QUESTION });
  return text(`Roots: ${answer.roots.map(({ uri }) => uri).join(', ')}`);
}

/** Echoed state reaches a tool only when its signature is right: the endpoint answers -32602 before. */
async function confirm(call: ModernCall) {
  const isConfirmed = acceptedContent(call.request.inputResponses, 'confirm')?.['ok'] !== undefined;
  if (isConfirmed && call.request.requestState() === 'confirming') return text('state-ok');
  const requestState = await call.requestState.mint('confirming');
  return inputRequired({ inputRequests: CONFIRMATION, requestState });
}

async function askEverything(call: ModernCall) {
  const name = acceptedName(call);
  if (name !== undefined && call.request.requestState() === 'asking') return text(`Thank you, ${name}`);
  const greeting = askModel('Generate a greeting', 50);
  return inputRequired({
    inputRequests: { ...NAME_QUESTION, greeting, ...ROOTS_QUESTION },
    requestState: await call.requestState.mint('asking'),
  });
}

/** Each round keeps what the rounds before learnt in the state the client echoes. */
async function askInRounds(call: ModernCall) {
  const color = acceptedText(call.request, 'step2', 'color');
  const known = call.request.requestState<{ name: string }>();
  if (color !== undefined && known !== undefined) return text(`${known.name} likes ${color}`);
  const name = acceptedText(call.request, 'step1', 'name');
  const step: InputRequests =
    name === undefined
      ? { step1: askFor('name', 'Step 1: What is your name?') }
      : { step2: askFor('color', 'Step 2: What is your favorite color?') };
  return inputRequired({ inputRequests: step, requestState: await call.requestState.mint({ name }) });
}

function askWhatClientCan({ clientCapabilities }: ModernCall) {
  return inputRequired({
    inputRequests: {
      ...('elicitation' in clientCapabilities && NAME_QUESTION),
      ...('sampling' in clientCapabilities && CAPITAL_QUESTION),
      ...('roots' in clientCapabilities && ROOTS_QUESTION),
    },
  });
}

export const INPUT_TOOLS: readonly ModernTool[] = [
  asking('test_input_required_result_elicitation', 'Asks for a name', greet),
  asking('test_input_required_result_sampling', 'Has the client sample its model', sample),
  asking('test_input_required_result_list_roots', 'Asks for the roots of the client', listRoots),
  asking('test_input_required_result_request_state', 'Asks with signed state', confirm),
  asking('test_input_required_result_tampered_state', 'Asks with signed state', confirm),
  asking('test_input_required_result_multiple_inputs', 'Asks for three things at once', askEverything),
  asking('test_input_required_result_multi_round', 'Asks twice', askInRounds),
  asking('test_input_required_result_capabilities', 'Asks what the client can answer', askWhatClientCan),
  asking('test_streaming_elicitation', 'Asks for a name', greet),
  // The SDK itself answers -32021 when the client did not declare sampling.
  asking('test_missing_capability', 'Needs a client that samples', sample),
];
