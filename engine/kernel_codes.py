"""What the compiled kernel knows, by name and by number: it takes a setup as data.

A member of a family that is not listed here is none of the kernel's, and trains by the plan.
"""

from __future__ import annotations

ACTIVATIONS = (
    "linear", "tanh", "sigmoid", "relu", "leaky_relu", "silu", "step", "sine", "elu", "softplus",
    "gelu", "maxout", "softmax", "log_softmax",
)  # fmt: skip
LINEAR, TANH, SIGMOID, RELU, LEAKY_RELU, SILU, STEP, SINE, ELU, SOFTPLUS = range(10)
GELU, MAXOUT, SOFTMAX, LOG_SOFTMAX = range(10, 14)

LOSSES = (
    "softmax", "weston_watkins", "structured_svm", "one_vs_all", "hinge", "squared_hinge",
    "hinge_embedding", "binary_cross_entropy", "negative_log_likelihood", "kl_divergence",
    "squared_error", "mean_squared_error", "mean_absolute_error", "huber",
)  # fmt: skip
CROSS_ENTROPY, WESTON_WATKINS, STRUCTURED_SVM, ONE_VS_ALL, HINGE, SQUARED_HINGE = range(6)
HINGE_EMBEDDING, BINARY_CROSS_ENTROPY, NEGATIVE_LOG_LIKELIHOOD, KL_DIVERGENCE = range(6, 10)
SQUARED_ERROR, MEAN_SQUARED_ERROR, MEAN_ABSOLUTE_ERROR, HUBER = range(10, 14)

OPTIMIZERS = (
    "gd", "momentum", "nesterov", "adagrad", "rmsprop", "adadelta", "adam", "adamw",
)  # fmt: skip
GD, MOMENTUM, NESTEROV, ADAGRAD, RMSPROP, ADADELTA, ADAM, ADAMW = range(8)
HYPER = ("learning_rate", "momentum", "decay", "beta1", "beta2", "epsilon", "weight_decay")
RATE, MU, DECAY, BETA1, BETA2, EPSILON, WEIGHT_DECAY = range(7)
PENALTIES = ("l2", "l1")

# What is said of a layer: its [W | b] is the part from START to END, (ROWS, WIDTH).
ACTIVATION, UNITS, ROWS, WIDTH, START, END = range(6)
