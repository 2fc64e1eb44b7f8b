#include <string.h>

#include "convolution.h"
#include "include/allocate.h"
#include "include/parallel.h"

// Plans are found by hash, as every step asks. A network needs about twenty for each batch size it
// meets; beyond the limit, the one used longest ago goes.
enum { BUCKETS = 256, PLANS = 512 };
static conv_plan *buckets[BUCKETS];
static int plans;
static uint64_t uses;

static void destroy(conv_plan *p) {
  dnnl_memory_t memories[] = {p->x_memory, p->y_memory, p->w_memory, p->bias_memory,
                              p->scratch_memory};
  for (int i = 0; i < 5; i++) dnnl_memory_destroy(memories[i]);
  dnnl_primitive_destroy(p->primitive);
  ck_release(p, sizeof *p);
}

static void forget_oldest(void) {
  conv_plan **oldest = NULL;
  for (int b = 0; b < BUCKETS; b++)
    for (conv_plan **link = &buckets[b]; *link; link = &(*link)->next)
      if (!oldest || (*link)->last_use < (*oldest)->last_use) oldest = link;
  if (!oldest) return;
  conv_plan *gone = *oldest;
  *oldest = gone->next;
  plans--;
  destroy(gone);
}

static size_t hash(const ck_geometry *g, conv_kind kind, int threads) {
  const int64_t *numbers = (const int64_t *)g;
  uint64_t h = (uint64_t)kind * 31 + (uint64_t)threads;
  for (size_t i = 0; i < sizeof *g / sizeof *numbers; i++)
    h = (h ^ (uint64_t)numbers[i]) * 0x9E3779B97F4A7C15u, h ^= h >> 29;
  return h % BUCKETS;
}

static dnnl_memory_desc_t any(int64_t a, int64_t b, int64_t c, int64_t d) {
  dnnl_memory_desc_t descriptor;
  dnnl_dims_t dims = {a, b, c, d};
  dnnl_memory_desc_init_by_tag(&descriptor, 4, dims, dnnl_f32, dnnl_format_tag_any);
  return descriptor;
}

// How far the last window reaches beyond the image, which may be less than the padding.
static int64_t reach(int64_t out, int64_t kernel, int64_t in, int64_t stride, int64_t padding) {
  int64_t beyond = (out - 1) * stride + kernel - in - padding;
  return beyond > 0 ? beyond : 0;
}

static dnnl_status_t describe(const ck_geometry *g, conv_kind kind, dnnl_engine_t engine,
                              dnnl_primitive_desc_t *result) {
  dnnl_memory_desc_t x = any(g->n, g->in_channels, g->in_height, g->in_width);
  dnnl_memory_desc_t y = any(g->n, g->out_channels, g->out_height, g->out_width);
  dnnl_memory_desc_t w =
      any(g->out_channels, g->in_channels, g->kernel_height, g->kernel_width);
  dnnl_memory_desc_t bias;
  dnnl_dims_t bias_dims = {g->out_channels};
  dnnl_memory_desc_init_by_tag(&bias, 1, bias_dims, dnnl_f32, dnnl_a);
  dnnl_dims_t strides = {g->stride, g->stride};
  dnnl_dims_t before = {g->padding, g->padding};
  dnnl_dims_t after = {
      reach(g->out_height, g->kernel_height, g->in_height, g->stride, g->padding),
      reach(g->out_width, g->kernel_width, g->in_width, g->stride, g->padding)};
  bool has_bias = kind == FORWARD_BIAS || kind == FORWARD_BIAS_RELU || kind == TO_WEIGHTS_AND_BIAS;
  const dnnl_memory_desc_t *b = has_bias ? &bias : NULL;

  dnnl_convolution_desc_t d, hint_d;
  dnnl_status_t status = dnnl_convolution_forward_desc_init(
      &hint_d, dnnl_forward_training, dnnl_convolution_direct, &x, &w, kind < TO_DATA ? b : NULL,
      &y, strides, before, after);
  if (status != dnnl_success) return status;

  dnnl_primitive_attr_t attributes = NULL;
  dnnl_primitive_attr_create(&attributes);
  dnnl_primitive_attr_set_scratchpad_mode(attributes, dnnl_scratchpad_mode_user);
  if (kind == FORWARD_RELU || kind == FORWARD_BIAS_RELU) {
    dnnl_post_ops_t operations = NULL;
    dnnl_post_ops_create(&operations);
    dnnl_post_ops_append_eltwise(operations, 1.0f, dnnl_eltwise_relu, 0.0f, 0.0f);
    dnnl_primitive_attr_set_post_ops(attributes, operations);
    dnnl_post_ops_destroy(operations);
  }
  dnnl_primitive_desc_t hint = NULL;
  if (kind >= TO_DATA) {
    status = dnnl_primitive_desc_create(&hint, &hint_d, NULL, engine, NULL);
    if (status == dnnl_success)
      status = kind == TO_DATA ? dnnl_convolution_backward_data_desc_init(
                                     &d, dnnl_convolution_direct, &x, &w, &y, strides, before, after)
                               : dnnl_convolution_backward_weights_desc_init(
                                     &d, dnnl_convolution_direct, &x, &w, b, &y, strides, before,
                                     after);
  } else {
    d = hint_d;
  }
  if (status == dnnl_success)
    status = dnnl_primitive_desc_create(result, &d, attributes, engine, hint);
  if (hint) dnnl_primitive_desc_destroy(hint);
  dnnl_primitive_attr_destroy(attributes);
  return status;
}

static dnnl_memory_desc_t query(dnnl_primitive_desc_t pd, dnnl_query_t what) {
  return *dnnl_primitive_desc_query_md(pd, what, 0);
}

static dnnl_status_t fill(conv_plan *p, dnnl_primitive_desc_t pd, dnnl_engine_t engine) {
  bool to_data = p->kind == TO_DATA, to_weights = p->kind > TO_DATA;
  p->x = query(pd, to_data ? dnnl_query_diff_src_md : dnnl_query_src_md);
  p->y = query(pd, to_data || to_weights ? dnnl_query_diff_dst_md : dnnl_query_dst_md);
  p->w = query(pd, to_weights ? dnnl_query_diff_weights_md : dnnl_query_weights_md);
  p->x_layout = ck_layout_intern(&p->x);
  p->y_layout = ck_layout_intern(&p->y);
  p->w_plain = ck_layout_intern(&p->w) == CK_PLAIN;
  if (p->x_layout < 0 || p->y_layout < 0) return dnnl_out_of_memory;
  dnnl_memory_desc_t scratch = query(pd, dnnl_query_scratchpad_md);
  p->scratch_bytes = dnnl_memory_desc_get_size(&scratch);
  dnnl_memory_desc_t bias;
  dnnl_dims_t dims = {p->geometry.out_channels};
  dnnl_memory_desc_init_by_tag(&bias, 1, dims, dnnl_f32, dnnl_a);

  dnnl_status_t status = dnnl_primitive_create(&p->primitive, pd);
  const dnnl_memory_desc_t *descriptors[] = {&p->x, &p->y, &p->w, &bias, &scratch};
  dnnl_memory_t *memories[] = {&p->x_memory, &p->y_memory, &p->w_memory, &p->bias_memory,
                               &p->scratch_memory};
  for (int i = 0; i < 5 && status == dnnl_success; i++)
    status = dnnl_memory_create(memories[i], descriptors[i], engine, DNNL_MEMORY_NONE);
  return status;
}

dnnl_status_t ck_conv_plan(const ck_geometry *geometry, conv_kind kind, conv_plan **plan) {
  int threads = ck_threads();
  conv_plan **bucket = &buckets[hash(geometry, kind, threads)];
  for (conv_plan *p = *bucket; p; p = p->next) {
    if (p->kind == kind && p->threads == threads &&
        memcmp(&p->geometry, geometry, sizeof *geometry) == 0) {
      p->last_use = ++uses;
      *plan = p;
      return dnnl_success;
    }
  }
  dnnl_engine_t engine = ck_onednn_engine();
  if (!engine) return dnnl_runtime_error;
  dnnl_primitive_desc_t pd = NULL;
  dnnl_status_t status = describe(geometry, kind, engine, &pd);
  if (status != dnnl_success) return status;
  conv_plan *p = ck_allocate(sizeof *p);
  if (p) {
    memset(p, 0, sizeof *p);
    p->geometry = *geometry, p->kind = kind, p->threads = threads;
    status = fill(p, pd, engine);
  } else {
    status = dnnl_out_of_memory;
  }
  dnnl_primitive_desc_destroy(pd);
  if (status != dnnl_success) {
    if (p) destroy(p);
    return status;
  }
  if (++plans > PLANS) forget_oldest();
  p->last_use = ++uses;
  p->next = *bucket;
  *bucket = p;
  *plan = p;
  return dnnl_success;
}
