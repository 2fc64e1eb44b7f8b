#include "CEditBridge.h"
