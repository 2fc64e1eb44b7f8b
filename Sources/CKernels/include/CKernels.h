#pragma once

// The machine code below Tensors. Nothing here knows of Swift or of tapes; nothing above knows of
// oneDNN or OpenBLAS. Every array is float32. A function that can fail returns a `ck_status`.

#include "activations.h"
#include "allocate.h"
#include "arrays.h"
#include "augment.h"
#include "averages.h"
#include "bfloat16.h"
#include "channels.h"
#include "clusters.h"
#include "concatenation.h"
#include "convolution.h"
#include "dropout.h"
#include "elementwise.h"
#include "gemm.h"
#include "likelihoods.h"
#include "losses.h"
#include "nearest.h"
#include "normalization.h"
#include "optimizers.h"
#include "parallel.h"
#include "pictures.h"
#include "pooling.h"
#include "processor.h"
#include "reductions.h"
