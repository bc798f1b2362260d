/**
 * What Every Eval Ever 0.3.0 requires of a document and of a row, written down after its two JSON Schemas: required fields, types,
 * closed lists of values and patterns, without their descriptions.
 */
const text = { type: 'string' }
const texts = { type: 'array', items: text }
const byName = { type: 'object', additionalProperties: text }
const object = (required: readonly string[], properties: object, more: object = {}) => ({
  ...{ type: 'object', required, properties },
  ...more,
})
const CLOSED = { additionalProperties: false }

const modelInfo = object(['name', 'id', 'additional_details'], {
  name: text,
  id: text,
  developer: text,
  inference_platform: text,
  inference_engine: object([], { name: text, version: text }),
  additional_details: object(
    ['deployment_type', 'model_availability'],
    {
      deployment_type: { enum: ['self_deployed', 'externally_managed', 'unknown'] },
      model_availability: { enum: ['open_weights', 'closed_weights', 'unknown'] },
    },
    { additionalProperties: text },
  ),
})

const result = object(['evaluation_name', 'source_data', 'metric_config', 'score_details'], {
  evaluation_result_id: text,
  evaluation_name: text,
  source_data: {
    oneOf: [
      object(['dataset_name', 'source_type', 'url'], {
        dataset_name: text,
        source_type: { const: 'url' },
        url: { ...texts, minItems: 1 },
      }),
      object(['dataset_name', 'source_type'], { dataset_name: text, source_type: { const: 'hf_dataset' } }),
      object(['dataset_name', 'source_type'], { dataset_name: text, source_type: { const: 'other' } }),
    ],
  },
  metric_config: object(['lower_is_better', 'min_score', 'max_score'], {
    metric_id: text,
    metric_unit: text,
    lower_is_better: { type: 'boolean' },
    score_type: { enum: ['binary', 'continuous', 'levels'] },
    min_score: { type: 'number' },
    max_score: { type: 'number' },
    llm_scoring: object(['judges', 'input_prompt'], {
      judges: { type: 'array', minItems: 1, items: object(['model_info'], { model_info: modelInfo }) },
      input_prompt: text,
      aggregation_method: { enum: ['majority_vote', 'average', 'weighted_average', 'median'] },
    }),
  }),
  score_details: object(['score'], {
    score: { type: 'number' },
    details: byName,
    uncertainty: object([], {
      standard_error: object(['value'], { value: { type: 'number' }, method: text }),
      confidence_interval: object(['lower', 'upper'], {
        lower: { type: 'number' },
        upper: { type: 'number' },
        confidence_level: { type: 'number', minimum: 0, maximum: 1 },
      }),
      num_samples: { type: 'integer' },
    }),
  }),
  generation_config: object([], {
    generation_args: object(
      [],
      {
        temperature: { type: ['null', 'number'] },
        top_p: { type: ['null', 'number'] },
        top_k: { type: ['null', 'number'] },
        max_tokens: { type: 'integer', minimum: 1 },
        reasoning: { type: 'boolean' },
        prompt_template: text,
        execution_command: text,
      },
      CLOSED,
    ),
    additional_details: byName,
  }),
})

export const AGGREGATE = object(
  [
    ...['schema_version', 'evaluation_id', 'retrieved_timestamp', 'source_metadata'],
    ...['model_info', 'eval_library', 'evaluation_results'],
  ],
  {
    schema_version: { const: '0.3.0' },
    evaluation_id: text,
    evaluation_timestamp: text,
    retrieved_timestamp: { type: 'string', pattern: '^\\d+$' },
    source_metadata: object(['source_type', 'source_organization_name', 'evaluator_relationship'], {
      source_name: text,
      source_type: { enum: ['documentation', 'evaluation_run'] },
      source_organization_name: text,
      evaluator_relationship: { enum: ['first_party', 'third_party', 'collaborative', 'other'] },
    }),
    eval_library: object(['name', 'version'], { name: text, version: text, additional_details: byName }),
    model_info: modelInfo,
    evaluation_results: { type: 'array', items: result },
    detailed_evaluation_results: object(['format', 'file_path'], {
      format: { const: 'jsonl' },
      file_path: {
        type: 'string',
        pattern:
          '^data/[^/]+/[^/]+/[^/]+/[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}_samples\\.jsonl$',
      },
      hash_algorithm: { enum: ['sha256', 'md5'] },
      checksum: text,
      total_rows: { type: 'integer' },
    }),
  },
  CLOSED,
)

const message = object(['turn_idx', 'role'], {
  turn_idx: { type: 'integer', minimum: 0 },
  role: text,
  content: { type: ['string', 'null'] },
  reasoning_trace: { type: ['string', 'null'] },
})

export const ROW = object(
  [
    ...['schema_version', 'evaluation_id', 'model_id', 'evaluation_name', 'sample_id'],
    ...['interaction_type', 'input', 'answer_attribution', 'evaluation', 'output', 'messages'],
  ],
  {
    schema_version: { const: '0.3.0' },
    evaluation_id: text,
    model_id: text,
    evaluation_name: text,
    evaluation_result_id: text,
    sample_id: text,
    sample_hash: { type: ['string', 'null'] },
    interaction_type: { enum: ['single_turn', 'multi_turn', 'agentic'] },
    input: object(['raw', 'reference'], { raw: text, formatted: { type: ['string', 'null'] }, reference: texts }),
    output: { ...object(['raw'], { raw: texts, reasoning_trace: texts }), type: ['object', 'null'] },
    messages: { type: ['array', 'null'], items: message },
    answer_attribution: {
      type: 'array',
      items: object(['turn_idx', 'source', 'extracted_value', 'extraction_method', 'is_terminal'], {
        turn_idx: { type: 'integer', minimum: 0 },
        source: text,
        extracted_value: text,
        extraction_method: text,
        is_terminal: { type: 'boolean' },
      }),
    },
    evaluation: object(['score', 'is_correct'], {
      score: { type: 'number' },
      is_correct: { type: 'boolean' },
      num_turns: { type: ['integer', 'null'], minimum: 1 },
    }),
    token_usage: object(['input_tokens', 'output_tokens', 'total_tokens'], {
      input_tokens: { type: 'integer' },
      output_tokens: { type: 'integer' },
      total_tokens: { type: 'integer' },
    }),
    performance: object([], { latency_ms: { type: ['number', 'null'], minimum: 0 } }),
    error: { type: ['string', 'null'] },
    metadata: byName,
  },
  {
    ...CLOSED,
    if: { properties: { interaction_type: { const: 'single_turn' } } },
    // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
    then: { properties: { output: { type: 'object' }, messages: { type: 'null' } } },
    else: { properties: { output: { type: 'null' }, messages: { type: 'array' } } },
  },
)
