#include "convolution.h"

#include "include/allocate.h"
#include "include/bfloat16.h"
#include "include/channels.h"
#include "include/parallel.h"
#include "narrow.h"

// Data in the arrangement that a plan wants: an array of the caller's, or a copy to be released.
typedef struct {
  void *data;
  size_t bytes;
  bool owned;
} side;

static ck_status own(side *s, const conv_side *wanted) {
  s->bytes = dnnl_memory_desc_get_size(wanted->wanted);
  s->data = ck_allocate(s->bytes);
  s->owned = s->data;
  return s->data ? CK_OK : CK_OUT_OF_MEMORY;
}

static void drop(side *s) {
  if (s->owned) ck_release(s->data, s->bytes);
}

static int64_t floats(const side *s) { return (int64_t)(s->bytes / sizeof(float)); }

// Brings `x` into the arrangement and the type that the plan wants.
static ck_status bring(ck_array x, const conv_side *wanted, side *result) {
  *result = (side){x.data, x.bytes, false};
  if (x.layout == wanted->layout) return CK_OK;
  ck_status status = own(result, wanted);
  if (status != CK_OK) return status;
  ck_descriptor_view from =
      x.layout == CK_PLAIN ? wanted->plain : ck_layout_descriptor(x.layout);
  return ck_reorder(from, x.data, wanted->wanted, result->data);
}

static ck_status bring_weights(const conv_plan *p, const float *w, side *result) {
  size_t bytes = dnnl_memory_desc_get_size(p->w.plain);
  return bring((ck_array){(float *)w, bytes, CK_PLAIN}, &p->w, result);
}

static ck_status make(ck_descriptor_view descriptor, ck_layout layout, ck_array *out) {
  *out = (ck_array){NULL, dnnl_memory_desc_get_size(descriptor), layout};
  out->data = ck_allocate(out->bytes);
  return out->data ? CK_OK : CK_OUT_OF_MEMORY;
}

static ck_status run(conv_plan *p, dnnl_exec_arg_t *arguments, int count) {
  void *scratch = NULL;
  if (p->scratch_bytes) {
    scratch = ck_allocate(p->scratch_bytes);
    if (!scratch) return CK_OUT_OF_MEMORY;
    dnnl_memory_set_data_handle(p->scratch_memory, scratch);
    arguments[count++] = (dnnl_exec_arg_t){DNNL_ARG_SCRATCHPAD, p->scratch_memory};
  }
  dnnl_status_t status =
      dnnl_primitive_execute(p->primitive, ck_onednn_stream(), count, arguments);
  ck_release(scratch, p->scratch_bytes);
  return ck_status_of(status);
}

static dnnl_exec_arg_t bound(int argument, dnnl_memory_t memory, const void *data) {
  dnnl_memory_set_data_handle(memory, (void *)data);
  return (dnnl_exec_arg_t){argument, memory};
}

ck_status ck_convolve(const ck_geometry *g, ck_array x, const float *w, const float *bias,
                      bool relu, ck_array *y) {
  *y = (ck_array){0};
  side input = {0}, weights = {0};
  conv_plan *p;
  ck_onednn_lock();
  conv_kind kind = bias ? relu ? FORWARD_BIAS_RELU : FORWARD_BIAS : relu ? FORWARD_RELU : FORWARD;
  ck_status status = ck_status_of(ck_conv_plan(g, kind, &p));
  if (status == CK_OK) status = bring(x, &p->x, &input);
  if (status == CK_OK) status = bring_weights(p, w, &weights);
  if (status == CK_OK) status = make(p->y.wanted, p->y.layout, y);
  if (status == CK_OK) {
    dnnl_exec_arg_t arguments[5] = {bound(DNNL_ARG_SRC, p->x.memory, input.data),
                                    bound(DNNL_ARG_WEIGHTS, p->w.memory, weights.data),
                                    bound(DNNL_ARG_DST, p->y.memory, y->data)};
    if (bias) arguments[3] = bound(DNNL_ARG_BIAS, p->bias_memory, bias);
    status = run(p, arguments, bias ? 4 : 3);
  }
  drop(&input);
  drop(&weights);
  ck_onednn_unlock();
  if (status != CK_OK) ck_release(y->data, y->bytes);
  return status;
}

// oneDNN adds nothing on the way back, so bias and ReLU are one more pass where the layout has no
// holes, and on row-major values otherwise.
static ck_status finish(const ck_geometry *g, const float *bias, bool relu, ck_array *dx) {
  if (!bias && !relu) return CK_OK;
  ck_view view = {g->n, g->in_channels, g->in_height * g->in_width, 1, ck_layout_type(dx->layout)};
  if (!ck_layout_block(dx->layout, g->in_channels, &view.block)) {
    ck_array plain = {NULL, (size_t)(view.n * view.channels * view.spatial) * sizeof(float), 0};
    plain.data = ck_allocate(plain.bytes);
    if (!plain.data) return CK_OUT_OF_MEMORY;
    ck_status status = ck_to_plain(*dx, plain.data);
    ck_release(dx->data, dx->bytes);
    *dx = plain;
    view.block = 1;
    view.type = CK_FLOAT32;
    if (status != CK_OK) return status;
  }
  ck_add_bias(dx->data, view, bias, relu);
  return CK_OK;
}

// Few channels have a kernel of their own, in float32.
static ck_status narrow(const ck_geometry *g, ck_array dy, const float *w, const float *bias,
                        bool relu, ck_array *dx) {
  int64_t sizes[] = {g->n, g->in_channels, g->in_height, g->in_width};
  ck_descriptor plain = ck_descriptor_plain(4, sizes, CK_FLOAT32);
  ck_status status = plain ? make(plain, CK_PLAIN, dx) : CK_OUT_OF_MEMORY;
  ck_descriptor_free(plain);
  side wide = {dy.data, dy.bytes, false};
  if (status == CK_OK && ck_layout_type(dy.layout) == CK_BFLOAT16) {
    wide = (side){ck_allocate(2 * dy.bytes), 2 * dy.bytes, true};
    if (wide.data)
      ck_widen(dy.data, wide.data, floats(&wide));
    else
      status = CK_OUT_OF_MEMORY;
  }
  if (status == CK_OK) status = ck_narrow_transposed(g, wide.data, w, bias, relu, dx->data);
  drop(&wide);
  if (status != CK_OK) ck_release(dx->data, dx->bytes);
  return status;
}

ck_status ck_convolve_transposed(const ck_geometry *g, ck_array dy, const float *w,
                                 const float *bias, bool relu, ck_array *dx) {
  *dx = (ck_array){0};
  if (ck_is_narrow(g, dy.layout)) return narrow(g, dy, w, bias, relu, dx);
  side output = {0}, weights = {0};
  conv_plan *p;
  ck_onednn_lock();
  ck_status status = ck_status_of(ck_conv_plan(g, TO_DATA, &p));
  if (status == CK_OK) status = bring(dy, &p->y, &output);
  if (status == CK_OK) status = bring_weights(p, w, &weights);
  if (status == CK_OK) status = make(p->x.wanted, p->x.layout, dx);
  if (status == CK_OK) {
    dnnl_exec_arg_t arguments[4] = {bound(DNNL_ARG_DIFF_DST, p->y.memory, output.data),
                                    bound(DNNL_ARG_WEIGHTS, p->w.memory, weights.data),
                                    bound(DNNL_ARG_DIFF_SRC, p->x.memory, dx->data)};
    status = run(p, arguments, 3);
  }
  drop(&output);
  drop(&weights);
  ck_onednn_unlock();
  if (status == CK_OK) status = finish(g, bias, relu, dx);
  if (status != CK_OK) ck_release(dx->data, dx->bytes);
  return status;
}

ck_status ck_convolve_weights(const ck_geometry *g, ck_array x, ck_array dy, float *dw,
                              float *db) {
  side input = {0}, output = {0}, weights = {0};
  conv_plan *p;
  ck_onednn_lock();
  ck_status status = ck_status_of(ck_conv_plan(g, db ? TO_WEIGHTS_AND_BIAS : TO_WEIGHTS, &p));
  if (status == CK_OK) status = bring(x, &p->x, &input);
  if (status == CK_OK) status = bring(dy, &p->y, &output);
  if (status == CK_OK) {
    weights = (side){dw, 0, false};
    if (p->w.layout != CK_PLAIN) status = own(&weights, &p->w);
  }
  if (status == CK_OK) {
    dnnl_exec_arg_t arguments[5] = {bound(DNNL_ARG_SRC, p->x.memory, input.data),
                                    bound(DNNL_ARG_DIFF_DST, p->y.memory, output.data),
                                    bound(DNNL_ARG_DIFF_WEIGHTS, p->w.memory, weights.data)};
    if (db) arguments[3] = bound(DNNL_ARG_DIFF_BIAS, p->bias_memory, db);
    status = run(p, arguments, db ? 4 : 3);
  }
  if (status == CK_OK && weights.owned)
    status = ck_reorder(p->w.wanted, weights.data, p->w.plain, dw);
  ck_onednn_unlock();
  drop(&input);
  drop(&output);
  drop(&weights);
  return status;
}
