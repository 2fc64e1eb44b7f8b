#pragma once
#include "include/convolution.h"
#include "onednn.h"

typedef enum { FORWARD, FORWARD_BIAS, FORWARD_RELU, FORWARD_BIAS_RELU, TO_DATA, TO_WEIGHTS,
               TO_WEIGHTS_AND_BIAS } conv_kind;

/// A primitive made for one geometry, direction and number of threads, with the descriptors of the
/// layouts it chose and memory objects to bind arrays to.
typedef struct conv_plan {
  struct conv_plan *next;
  ck_geometry geometry;
  conv_kind kind;
  int threads;
  uint64_t last_use;
  dnnl_primitive_t primitive;
  // x and y sides, weights; gradients where the direction says so.
  dnnl_memory_desc_t x, y, w;
  ck_layout x_layout, y_layout;
  bool w_plain;
  size_t scratch_bytes;
  dnnl_memory_t x_memory, y_memory, w_memory, bias_memory, scratch_memory;
} conv_plan;

/// Finds or makes a plan; called with the oneDNN lock held.
dnnl_status_t ck_conv_plan(const ck_geometry *geometry, conv_kind kind, conv_plan **plan);
