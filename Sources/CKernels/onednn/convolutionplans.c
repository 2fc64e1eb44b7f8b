#include <string.h>

#include "convolution.h"
#include "include/allocate.h"
#include "include/memory.h"
#include "include/parallel.h"

// Plans are found by hash, as every step asks. A network needs about twenty for each batch size it
// meets; beyond the limit, the one used longest ago goes.
enum { BUCKETS = 256, PLANS = 512 };
static conv_plan *buckets[BUCKETS];
static int plans;
static uint64_t uses;

static void destroy(conv_plan *p) {
  conv_side *sides[] = {&p->x, &p->y, &p->w};
  for (int i = 0; i < 3; i++) {
    ck_descriptor_free(sides[i]->wanted);
    ck_descriptor_free(sides[i]->plain);
    dnnl_memory_destroy(sides[i]->memory);
  }
  dnnl_memory_destroy(p->bias_memory);
  dnnl_memory_destroy(p->scratch_memory);
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

static dnnl_status_t fill_side(conv_side *s, ck_descriptor_view wanted, int rank,
                               const int64_t *sizes, dnnl_engine_t engine) {
  s->wanted = ck_descriptor_copy(wanted);
  s->plain = ck_descriptor_plain(rank, sizes, CK_FLOAT32);
  if (!s->wanted || !s->plain) return dnnl_out_of_memory;
  s->layout = ck_layout_intern(s->wanted);
  if (s->layout < 0) return dnnl_out_of_memory;
  return dnnl_memory_create(&s->memory, s->wanted, engine, DNNL_MEMORY_NONE);
}

static dnnl_status_t fill(conv_plan *p, dnnl_primitive_desc_t pd, dnnl_engine_t engine) {
  const ck_geometry *g = &p->geometry;
  int64_t xs[] = {g->n, g->in_channels, g->in_height, g->in_width}, ws[5];
  int64_t ys[] = {g->n, g->out_channels, g->out_height, g->out_width};
  int rank = ck_conv_weight_sizes(g, ws);
  bool to_data = p->kind == TO_DATA, to_weights = p->kind > TO_DATA;
  dnnl_query_t x = to_data ? dnnl_query_diff_src_md : dnnl_query_src_md;
  dnnl_query_t y = to_data || to_weights ? dnnl_query_diff_dst_md : dnnl_query_dst_md;
  dnnl_query_t w = to_weights ? dnnl_query_diff_weights_md : dnnl_query_weights_md;
  dnnl_status_t status = dnnl_primitive_create(&p->primitive, pd);
  if (status == dnnl_success)
    status = fill_side(&p->x, dnnl_primitive_desc_query_md(pd, x, 0), 4, xs, engine);
  if (status == dnnl_success)
    status = fill_side(&p->y, dnnl_primitive_desc_query_md(pd, y, 0), 4, ys, engine);
  if (status == dnnl_success)
    status = fill_side(&p->w, dnnl_primitive_desc_query_md(pd, w, 0), rank, ws, engine);
  if (status != dnnl_success) return status;
  ck_descriptor_view scratch = dnnl_primitive_desc_query_md(pd, dnnl_query_scratchpad_md, 0);
  p->scratch_bytes = dnnl_memory_desc_get_size(scratch);
  status = dnnl_memory_create(&p->scratch_memory, scratch, engine, DNNL_MEMORY_NONE);
  ck_descriptor bias = ck_descriptor_plain(1, &g->out_channels, CK_FLOAT32);
  if (!bias) return dnnl_out_of_memory;
  if (status == dnnl_success)
    status = dnnl_memory_create(&p->bias_memory, bias, engine, DNNL_MEMORY_NONE);
  ck_descriptor_free(bias);
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
  if (!ck_memory_has_room_for_code()) return dnnl_out_of_memory;
  dnnl_primitive_desc_t pd = NULL;
  ck_type type = geometry->bf16 ? CK_BFLOAT16 : CK_FLOAT32;
  dnnl_status_t status = ck_conv_primitive(geometry, kind, type, engine, &pd);
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
