#pragma once
#include "include/convolution.h"
#include "onednn.h"

typedef enum { FORWARD, FORWARD_BIAS, FORWARD_RELU, FORWARD_BIAS_RELU, TO_DATA, TO_WEIGHTS,
               TO_WEIGHTS_AND_BIAS } conv_kind;

/// One array of a primitive: the arrangement it chose, and a memory object to bind data to.
typedef struct {
  ck_descriptor wanted, plain;
  /// CK_PLAIN where the wanted arrangement is row-major float32.
  ck_layout layout;
  dnnl_memory_t memory;
} conv_side;

/// A primitive made for one geometry, direction and number of threads.
typedef struct conv_plan {
  struct conv_plan *next;
  ck_geometry geometry;
  conv_kind kind;
  int threads;
  uint64_t last_use;
  dnnl_primitive_t primitive;
  /// Images, or gradients of images, and weights or their gradient.
  conv_side x, y, w;
  size_t scratch_bytes;
  dnnl_memory_t bias_memory, scratch_memory;
} conv_plan;

/// Finds or makes a plan; called with the oneDNN lock held.
dnnl_status_t ck_conv_plan(const ck_geometry *geometry, conv_kind kind, conv_plan **plan);

/// The sizes of the weights: five axes with groups, four without.
int ck_conv_weight_sizes(const ck_geometry *geometry, int64_t sizes[5]);

/// A convolution's primitive descriptor, every arrangement left to oneDNN.
dnnl_status_t ck_conv_primitive(const ck_geometry *geometry, conv_kind kind, ck_type type,
                                dnnl_engine_t engine, dnnl_primitive_desc_t *result);
