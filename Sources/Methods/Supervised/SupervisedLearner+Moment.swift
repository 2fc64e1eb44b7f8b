import Networks
import Tensors

/// The last epoch that was sound, to go back to where a later one fails.
extension SupervisedLearner {
  struct Moment {
    let values: ParameterValues
    let optimizer: any Optimizer
    let training: SupervisedProgress
    let average: ExponentialMovingAverage?
    let streams: Streams
  }

  func moment(_ streams: Streams) -> Moment {
    Moment(
      values: ParameterValues(parameters), optimizer: optimizer, training: training,
      average: consistency?.moment, streams: streams)
  }

  func restore(_ moment: Moment, _ streams: inout Streams) {
    moment.values.restore()
    (optimizer, training, streams) = (moment.optimizer, moment.training, moment.streams)
    if let average = moment.average { consistency?.moment = average }
  }
}
