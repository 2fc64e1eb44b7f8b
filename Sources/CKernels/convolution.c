#include "convolution.h"

#include "include/allocate.h"
#include "include/channels.h"
#include "include/parallel.h"
#include "narrow.h"

// An array in the layout a plan wants: the array itself, or a converted copy that must be released.
typedef struct {
  float *data;
  size_t bytes;
  bool owned;
} side;

static ck_status bring(ck_array x, const int64_t shape[4], const dnnl_memory_desc_t *wanted,
                       ck_layout layout, side *result) {
  *result = (side){x.data, 0, false};
  if (x.layout == layout) return CK_OK;
  result->bytes = dnnl_memory_desc_get_size(wanted);
  result->data = ck_allocate(result->bytes);
  if (!result->data) return CK_OUT_OF_MEMORY;
  result->owned = true;
  dnnl_memory_desc_t from = ck_layout_descriptor(x.layout, shape, 4);
  return ck_reorder(&from, x.data, wanted, result->data);
}

static void drop(side *s) {
  if (s->owned) ck_release(s->data, s->bytes);
}

static ck_status make(const dnnl_memory_desc_t *descriptor, ck_layout layout, ck_array *out) {
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

static void shapes(const ck_geometry *g, int64_t x[4], int64_t y[4], int64_t w[4]) {
  x[0] = g->n, x[1] = g->in_channels, x[2] = g->in_height, x[3] = g->in_width;
  y[0] = g->n, y[1] = g->out_channels, y[2] = g->out_height, y[3] = g->out_width;
  w[0] = g->out_channels, w[1] = g->in_channels, w[2] = g->kernel_height, w[3] = g->kernel_width;
}

ck_status ck_convolve(const ck_geometry *g, ck_array x, const float *w, const float *bias,
                      bool relu, ck_array *y) {
  int64_t xs[4], ys[4], ws[4];
  shapes(g, xs, ys, ws);
  *y = (ck_array){0};
  side input = {0}, weights = {0};
  conv_plan *p;
  ck_onednn_lock();
  conv_kind kind = bias ? relu ? FORWARD_BIAS_RELU : FORWARD_BIAS : relu ? FORWARD_RELU : FORWARD;
  ck_status status = ck_status_of(ck_conv_plan(g, kind, &p));
  if (status == CK_OK) status = bring(x, xs, &p->x, p->x_layout, &input);
  if (status == CK_OK)
    status = bring((ck_array){(float *)w, 0, CK_PLAIN}, ws, &p->w, p->w_plain ? 0 : -1, &weights);
  if (status == CK_OK) status = make(&p->y, p->y_layout, y);
  if (status == CK_OK) {
    dnnl_memory_set_data_handle(p->x_memory, input.data);
    dnnl_memory_set_data_handle(p->w_memory, weights.data);
    dnnl_memory_set_data_handle(p->y_memory, y->data);
    dnnl_exec_arg_t arguments[5] = {{DNNL_ARG_SRC, p->x_memory},
                                    {DNNL_ARG_WEIGHTS, p->w_memory},
                                    {DNNL_ARG_DST, p->y_memory}};
    if (bias) {
      dnnl_memory_set_data_handle(p->bias_memory, (void *)bias);
      arguments[3] = (dnnl_exec_arg_t){DNNL_ARG_BIAS, p->bias_memory};
    }
    status = run(p, arguments, bias ? 4 : 3);
  }
  ck_onednn_unlock();
  drop(&input);
  drop(&weights);
  if (status != CK_OK) ck_release(y->data, y->bytes);
  return status;
}

// oneDNN adds nothing on the way back, so bias and ReLU are one more pass where the layout has no
// holes, and on row-major values otherwise.
static ck_status finish(const ck_geometry *g, const float *bias, bool relu, ck_array *dx) {
  if (!bias && !relu) return CK_OK;
  ck_view view = {g->n, g->in_channels, g->in_height * g->in_width, 1};
  if (!ck_layout_block(dx->layout, g->in_channels, &view.block)) {
    ck_array plain = {NULL, (size_t)(view.n * view.channels * view.spatial) * sizeof(float), 0};
    plain.data = ck_allocate(plain.bytes);
    if (!plain.data) return CK_OUT_OF_MEMORY;
    ck_status status = ck_to_plain(*dx, plain.data);
    ck_release(dx->data, dx->bytes);
    *dx = plain;
    view.block = 1;
    if (status != CK_OK) return status;
  }
  ck_add_bias(dx->data, view, bias, relu);
  return CK_OK;
}

ck_status ck_convolve_transposed(const ck_geometry *g, ck_array dy, const float *w,
                                 const float *bias, bool relu, ck_array *dx) {
  int64_t xs[4], ys[4], ws[4];
  shapes(g, xs, ys, ws);
  *dx = (ck_array){0};
  if (ck_is_narrow(g, dy.layout)) {
    dnnl_memory_desc_t plain = ck_plain_descriptor(xs, 4);
    ck_status narrow = make(&plain, CK_PLAIN, dx);
    if (narrow == CK_OK) narrow = ck_narrow_transposed(g, dy.data, w, bias, relu, dx->data);
    if (narrow != CK_OK) ck_release(dx->data, dx->bytes);
    return narrow;
  }
  side output = {0}, weights = {0};
  conv_plan *p;
  ck_onednn_lock();
  ck_status status = ck_status_of(ck_conv_plan(g, TO_DATA, &p));
  if (status == CK_OK) status = bring(dy, ys, &p->y, p->y_layout, &output);
  if (status == CK_OK)
    status = bring((ck_array){(float *)w, 0, CK_PLAIN}, ws, &p->w, p->w_plain ? 0 : -1, &weights);
  if (status == CK_OK) status = make(&p->x, p->x_layout, dx);
  if (status == CK_OK) {
    dnnl_memory_set_data_handle(p->y_memory, output.data);
    dnnl_memory_set_data_handle(p->w_memory, weights.data);
    dnnl_memory_set_data_handle(p->x_memory, dx->data);
    dnnl_exec_arg_t arguments[4] = {{DNNL_ARG_DIFF_DST, p->y_memory},
                                    {DNNL_ARG_WEIGHTS, p->w_memory},
                                    {DNNL_ARG_DIFF_SRC, p->x_memory}};
    status = run(p, arguments, 3);
  }
  ck_onednn_unlock();
  drop(&output);
  drop(&weights);
  if (status == CK_OK) status = finish(g, bias, relu, dx);
  if (status != CK_OK) ck_release(dx->data, dx->bytes);
  return status;
}

ck_status ck_convolve_weights(const ck_geometry *g, ck_array x, ck_array dy, float *dw,
                              float *db) {
  int64_t xs[4], ys[4], ws[4];
  shapes(g, xs, ys, ws);
  side input = {0}, output = {0}, weights = {0};
  conv_plan *p;
  ck_onednn_lock();
  ck_status status = ck_status_of(ck_conv_plan(g, db ? TO_WEIGHTS_AND_BIAS : TO_WEIGHTS, &p));
  if (status == CK_OK) status = bring(x, xs, &p->x, p->x_layout, &input);
  if (status == CK_OK) status = bring(dy, ys, &p->y, p->y_layout, &output);
  if (status == CK_OK) {
    weights = (side){dw, dnnl_memory_desc_get_size(&p->w), false};
    if (!p->w_plain) weights.data = ck_allocate(weights.bytes), weights.owned = true;
    if (!weights.data) status = CK_OUT_OF_MEMORY;
  }
  if (status == CK_OK) {
    dnnl_memory_set_data_handle(p->x_memory, input.data);
    dnnl_memory_set_data_handle(p->y_memory, output.data);
    dnnl_memory_set_data_handle(p->w_memory, weights.data);
    dnnl_exec_arg_t arguments[5] = {{DNNL_ARG_SRC, p->x_memory},
                                    {DNNL_ARG_DIFF_DST, p->y_memory},
                                    {DNNL_ARG_DIFF_WEIGHTS, p->w_memory}};
    if (db) {
      dnnl_memory_set_data_handle(p->bias_memory, db);
      arguments[3] = (dnnl_exec_arg_t){DNNL_ARG_DIFF_BIAS, p->bias_memory};
    }
    status = run(p, arguments, db ? 4 : 3);
  }
  if (status == CK_OK && weights.owned) {
    dnnl_memory_desc_t plain = ck_plain_descriptor(ws, 4);
    status = ck_reorder(&p->w, weights.data, &plain, dw);
  }
  ck_onednn_unlock();
  drop(&input);
  drop(&output);
  drop(&weights);
  return status;
}
