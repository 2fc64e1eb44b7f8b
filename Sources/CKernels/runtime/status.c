#include "include/arrays.h"

const char *ck_status_text(ck_status status) {
  switch (status) {
    case CK_OK: return "no error";
    case CK_OUT_OF_MEMORY: return "the system has no more memory";
    case CK_TOO_LARGE: return "the sizes are beyond the integers of BLAS and LAPACK";
    case CK_NO_INSTRUCTIONS: return "the instructions for it are missing or not in force";
    case CK_ONEDNN_LACKS: return "oneDNN has no implementation for this shape";
    case CK_ONEDNN_FAILED: return "oneDNN reported an error";
    case CK_LAPACK_FAILED: return "LAPACK did not converge";
  }
  return "an unknown error";
}
