"""TensorFlow Recommenders after its retrieval tutorial, run in its own environment.

    TF_USE_LEGACY_KERAS=1 python recommenders_peer.py PAIRS.npz VECTORS.npz WITH_METRICS

One tower looks up a user's id, the other a movie's title; the loss is the in-batch softmax,
without any correction. WITH_METRICS: whether each step of training also measures how often the
watched movie is among the best of all movies, as it does in the tutorial.
"""

import sys
import time

import numpy as np
import tensorflow as tf
import tensorflow_recommenders as tfrs

DIM, RATE, EPOCHS, BATCH = 32, 0.1, 3, 8192


def tower(texts):
    """A model from texts to the vectors that it looks up."""
    words = np.unique(texts)
    lookup = tf.keras.layers.StringLookup(vocabulary=words, mask_token=None)
    return tf.keras.Sequential([lookup, tf.keras.layers.Embedding(len(words) + 1, DIM)])


class TwoTowers(tfrs.Model):
    """Both towers, and the task that they are trained for."""

    def __init__(self, users, titles, with_metrics):
        super().__init__()
        self.user_tower, self.movie_tower = tower(users), tower(titles)
        self.with_metrics, metrics = with_metrics, None
        if with_metrics:
            candidates = tf.data.Dataset.from_tensor_slices(titles).batch(128)
            metrics = tfrs.metrics.FactorizedTopK(candidates.map(self.movie_tower))
        self.task = tfrs.tasks.Retrieval(metrics=metrics)

    def compute_loss(self, features, training=False):
        """The loss of a batch of pairs."""
        vectors = self.user_tower(features["user"]), self.movie_tower(features["title"])
        return self.task(*vectors, compute_metrics=self.with_metrics)


def main(pairs, vectors, with_metrics):
    """Train; store a vector for each user and movie, the seconds, and how many pairs were used."""
    given = np.load(pairs)
    users, titles = given["user_ids"], given["titles"]
    watched = {"user": users[given["users"]], "title": titles[given["items"]]}
    tf.keras.utils.set_random_seed(0)
    start = time.perf_counter()
    batches = tf.data.Dataset.from_tensor_slices(watched).shuffle(100_000).batch(BATCH).cache()
    model = TwoTowers(users, titles, with_metrics == "True")
    model.compile(optimizer=tf.keras.optimizers.Adagrad(RATE))
    model.fit(batches, epochs=EPOCHS, verbose=0)
    seconds = time.perf_counter() - start
    U, V = model.user_tower(tf.constant(users)), model.movie_tower(tf.constant(titles))
    np.savez(vectors, U=U, V=V, seconds=seconds, n_pairs=EPOCHS * len(given["users"]))


if __name__ == "__main__":
    main(*sys.argv[1:])
