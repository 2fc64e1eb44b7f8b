#include "convolution.h"

// The one place that makes convolutions, in the words of either version of oneDNN.

int ck_conv_weight_sizes(const ck_geometry *g, int64_t sizes[5]) {
  int64_t *s = sizes;
  if (g->groups > 1) *s++ = g->groups;
  *s++ = g->out_channels / g->groups;
  *s++ = g->in_channels / g->groups;
  *s++ = g->kernel_height;
  *s++ = g->kernel_width;
  return (int)(s - sizes);
}

// How far the last window reaches beyond the image, which may be less than the padding.
static int64_t reach(int64_t out, int64_t kernel, int64_t in, int64_t stride, int64_t padding) {
  int64_t beyond = (out - 1) * stride + kernel - in - padding;
  return beyond > 0 ? beyond : 0;
}

typedef struct {
  ck_descriptor x, y, w, dw, bias;
  dnnl_dims_t strides, dilates, before, after;
} shapes;

static dnnl_status_t make(shapes s, conv_kind kind, dnnl_alg_kind_t algorithm,
                          dnnl_engine_t engine, dnnl_primitive_attr_t attributes,
                          dnnl_primitive_desc_t *result) {
  ck_descriptor forward_bias = kind < TO_DATA ? s.bias : NULL;
#if DNNL_VERSION_MAJOR >= 3
  dnnl_primitive_desc_t forward = NULL;
  dnnl_status_t status = dnnl_convolution_forward_primitive_desc_create(
      &forward, engine, dnnl_forward_training, algorithm, s.x, s.w, forward_bias, s.y, s.strides,
      s.dilates, s.before, s.after, kind < TO_DATA ? attributes : NULL);
  if (status != dnnl_success || kind < TO_DATA) {
    *result = forward;
    return status;
  }
  status = kind == TO_DATA
               ? dnnl_convolution_backward_data_primitive_desc_create(
                     result, engine, algorithm, s.x, s.w, s.y, s.strides, s.dilates, s.before,
                     s.after, forward, attributes)
               : dnnl_convolution_backward_weights_primitive_desc_create(
                     result, engine, algorithm, s.x, s.dw, s.bias, s.y, s.strides, s.dilates,
                     s.before, s.after, forward, attributes);
#else
  dnnl_convolution_desc_t forward_description, description;
  dnnl_primitive_desc_t forward = NULL;
  dnnl_status_t status = dnnl_dilated_convolution_forward_desc_init(
      &forward_description, dnnl_forward_training, algorithm, s.x, s.w, forward_bias, s.y, s.strides,
      s.dilates, s.before, s.after);
  if (status != dnnl_success) return status;
  if (kind < TO_DATA)
    return dnnl_primitive_desc_create(result, &forward_description, attributes, engine, NULL);
  status = dnnl_primitive_desc_create(&forward, &forward_description, NULL, engine, NULL);
  if (status != dnnl_success) return status;
  status = kind == TO_DATA
               ? dnnl_dilated_convolution_backward_data_desc_init(
                     &description, algorithm, s.x, s.w, s.y, s.strides, s.dilates, s.before,
                     s.after)
               : dnnl_dilated_convolution_backward_weights_desc_init(
                     &description, algorithm, s.x, s.dw, s.bias, s.y, s.strides, s.dilates, s.before,
                     s.after);
  if (status == dnnl_success)
    status = dnnl_primitive_desc_create(result, &description, attributes, engine, forward);
#endif
  dnnl_primitive_desc_destroy(forward);
  return status;
}

static dnnl_status_t attributes_for(conv_kind kind, dnnl_primitive_attr_t *result) {
  dnnl_primitive_attr_t attributes = NULL;
  dnnl_status_t status = dnnl_primitive_attr_create(&attributes);
  if (status != dnnl_success) return status;
  dnnl_primitive_attr_set_scratchpad_mode(attributes, dnnl_scratchpad_mode_user);
  if (kind == FORWARD_RELU || kind == FORWARD_BIAS_RELU) {
    dnnl_post_ops_t operations = NULL;
    dnnl_post_ops_create(&operations);
#if DNNL_VERSION_MAJOR >= 3
    dnnl_post_ops_append_eltwise(operations, dnnl_eltwise_relu, 0.0f, 0.0f);
#else
    dnnl_post_ops_append_eltwise(operations, 1.0f, dnnl_eltwise_relu, 0.0f, 0.0f);
#endif
    dnnl_primitive_attr_set_post_ops(attributes, operations);
    dnnl_post_ops_destroy(operations);
  }
  *result = attributes;
  return status;
}

// Winograd's algorithm (Lavin and Gray 2016, F(4×4, 3×3)) multiplies a quarter as often. Measured on
// two cores with AVX-512: 480–840 GF/s against 250–390 of the direct loops for 3×3 kernels of stride
// 1 on maps from 4×4 on; on smaller maps, other kernels and thin channels it loses. oneDNN 3 has it
// no more.
static bool suits_winograd(const ck_geometry *g, conv_kind kind, ck_type type) {
  // Gradients of weights sum over images, so that even maps of 2×2 are worth it.
  int64_t least = kind >= TO_WEIGHTS ? 2 : 4;
  return type == CK_FLOAT32 && g->kernel_height == 3 && g->kernel_width == 3 && g->stride == 1 &&
         g->padding == 1 && g->groups == 1 && g->in_channels % 16 == 0 &&
         g->out_channels % 16 == 0 && g->in_channels * g->out_channels >= 32 * 32 &&
         g->out_height >= least && g->out_width >= least && g->winograd;
}

dnnl_status_t ck_conv_primitive(const ck_geometry *g, conv_kind kind, ck_type type,
                                dnnl_engine_t engine, dnnl_primitive_desc_t *result) {
  int64_t xs[] = {g->n, g->in_channels, g->in_height, g->in_width}, ws[5];
  int64_t ys[] = {g->n, g->out_channels, g->out_height, g->out_width};
  int rank = ck_conv_weight_sizes(g, ws);
  bool has_bias = kind == FORWARD_BIAS || kind == FORWARD_BIAS_RELU || kind == TO_WEIGHTS_AND_BIAS;
  const dnnl_format_tag_t any = dnnl_format_tag_any;
  shapes s = {
      .x = ck_descriptor_tagged(4, xs, type, any),
      .y = ck_descriptor_tagged(4, ys, type, any),
      .w = ck_descriptor_tagged(rank, ws, type, any),
      .dw = ck_descriptor_tagged(rank, ws, CK_FLOAT32, any),
      .bias = has_bias ? ck_descriptor_plain(1, &g->out_channels, CK_FLOAT32) : NULL,
      .strides = {g->stride, g->stride},
      .before = {g->padding, g->padding},
      .after = {reach(g->out_height, g->kernel_height, g->in_height, g->stride, g->padding),
                reach(g->out_width, g->kernel_width, g->in_width, g->stride, g->padding)}};
  dnnl_primitive_attr_t attributes = NULL;
  dnnl_status_t status =
      s.x && s.y && s.w && s.dw && (s.bias || !has_bias) ? dnnl_success : dnnl_out_of_memory;
  if (status == dnnl_success) status = attributes_for(kind, &attributes);
  bool made = status == dnnl_success && suits_winograd(g, kind, type) &&
              make(s, kind, dnnl_convolution_winograd, engine, attributes, result) == dnnl_success;
  if (status == dnnl_success && !made)
    status = make(s, kind, dnnl_convolution_direct, engine, attributes, result);
  if (attributes) dnnl_primitive_attr_destroy(attributes);
  ck_descriptor all[] = {s.x, s.y, s.w, s.dw, s.bias};
  for (int i = 0; i < 5; i++) ck_descriptor_free(all[i]);
  return status;
}
